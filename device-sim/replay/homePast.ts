import type { ServiceApi } from "../service/serviceApi.ts";
import { type NumberedReading, sentAtOf } from "../service/timedReading.ts";
import type { Received } from "./storedReadings.ts";

/** What a home has heard so far, seen from a stream that is to be sent there. Times in epoch ms. */
export interface HomePast {
  /** How many of the readings to be sent it holds. */
  heard: number;
  /** When these came in; null where it holds none. */
  received: Received | null;
  /** The latest time of a reading that is none of the whole stream's; null for none. */
  othersUntil: number | null;
  /** How many of the readings to be sent it does not hold and would hear after those of others, though they come before. */
  late: number;
}

const [always, everAfter] = [0, Date.UTC(9999, 0)];

/** `part` is what is to be sent of `whole`. Throws ServiceFault. */
export async function homePastOf(
  api: ServiceApi,
  o: {
    homeId: string;
    deviceIds: ReadonlyMap<string, string>;
    boot: string;
    whole: readonly NumberedReading[];
    part: readonly NumberedReading[];
  },
): Promise<HomePast> {
  const keyOf = ({ device, seq }: NumberedReading): string => `${o.deviceIds.get(device)}/${o.boot}/${seq}`;
  const whole = new Set(o.whole.map(keyOf));
  /** What is not heard so far, with when it is sent. */
  const missing = new Map(o.part.map((reading) => [keyOf(reading), sentAtOf(reading)]));
  const wanted = missing.size;
  let received = null as Received | null;
  let othersUntil: number | null = null;
  for await (const { deviceId, boot, seq, time, receivedAt } of api.readings(o.homeId, always, everAfter)) {
    const key = `${deviceId}/${boot}/${seq}`;
    if (!whole.has(key)) othersUntil = Math.max(othersUntil ?? 0, Date.parse(time));
    if (!missing.delete(key)) continue;
    const at = Date.parse(receivedAt);
    received = { first: Math.min(at, received?.first ?? at), last: Math.max(at, received?.last ?? at) };
  }
  const until = othersUntil ?? 0;
  const late = [...missing.values()].filter((sentAt) => sentAt < until).length;
  return { heard: wanted - missing.size, received, othersUntil, late };
}
