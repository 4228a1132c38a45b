import type { ServiceApi } from "../service/serviceApi.ts";
import { type NumberedReading, sendsNumber, sentAtOf } from "../service/timedReading.ts";
import type { Received } from "./storedReadings.ts";

/** What a home has received so far, compared with a stream that is to be sent to it. Times are epoch ms. */
export interface EarlierReadings {
  /** How many of the readings to be sent the home holds already. */
  heard: number;
  /** When it received these; null where it holds none. */
  received: Received | null;
  /** The latest time of a reading that does not belong to the whole stream; null where there is none. */
  othersUntil: number | null;
  /** How many readings are still to be sent and are older than `othersUntil`. */
  late: number;
}

const [earliest, latest] = [0, Date.UTC(9999, 0)];

/** `part` is the part of `whole` that is to be sent. Throws ServiceFault. */
export async function earlierReadingsOf(
  api: ServiceApi,
  o: {
    homeId: string;
    deviceIds: ReadonlyMap<string, string>;
    boot: string;
    whole: readonly NumberedReading[];
    part: readonly NumberedReading[];
  },
): Promise<EarlierReadings> {
  const keyOf = ({ device, seq }: NumberedReading): string => `${o.deviceIds.get(device)}/${o.boot}/${seq}`;
  const whole = new Set(o.whole.map(keyOf));
  /** The readings that the home does not hold, each with the time at which it is sent. */
  const missing = new Map(o.part.filter(sendsNumber).map((reading) => [keyOf(reading), sentAtOf(reading)]));
  const wanted = missing.size;
  let received = null as Received | null;
  let othersUntil: number | null = null;
  for await (const { deviceId, boot, seq, time, receivedAt } of api.readings(o.homeId, earliest, latest)) {
    const key = `${deviceId}/${boot}/${seq}`;
    // A reading without a number may belong to any stream of this start.
    const isOther = !whole.has(key) && !(seq === null && boot === o.boot);
    if (isOther) othersUntil = Math.max(othersUntil ?? 0, Date.parse(time));
    if (!missing.delete(key)) continue;
    const at = Date.parse(receivedAt);
    received = { first: Math.min(at, received?.first ?? at), last: Math.max(at, received?.last ?? at) };
  }
  const until = othersUntil ?? 0;
  const late = [...missing.values()].filter((sentAt) => sentAt < until).length;
  return { heard: wanted - missing.size, received, othersUntil, late };
}
