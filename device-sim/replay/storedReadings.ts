import type { ServiceApi } from "../service/serviceApi.ts";
import { type NumberedReading, sendsNumber, sentAtOf } from "../service/timedReading.ts";

const aroundMs = 86_400_000;

/** When the service received the first and the last of these readings, epoch ms. */
export interface Received {
  first: number;
  last: number;
}

/** How many of the readings sent a home stores, of those with a number, and when it received them. Throws ServiceFault. */
export async function storedOf(
  api: ServiceApi,
  o: { homeId: string; deviceIds: ReadonlyMap<string, string>; boot: string; readings: readonly NumberedReading[] },
): Promise<{ wanted: number; rows: number; distinct: number; received: Received | null }> {
  const wanted = new Set<string>();
  // The service corrects a reading's time by the device's clock, or takes its arrival time: within a day of these.
  let [first, last] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const reading of o.readings) {
    if (sendsNumber(reading)) wanted.add(`${o.deviceIds.get(reading.device)}/${o.boot}/${reading.seq}`);
    first = Math.min(first, reading.at, sentAtOf(reading));
    last = Math.max(last, reading.at, sentAtOf(reading));
  }
  const found = new Set<string>();
  let received = null as Received | null;
  let rows = 0;
  if (wanted.size === 0) return { wanted: 0, rows, distinct: 0, received };
  for await (const { deviceId, boot, seq, receivedAt } of api.readings(o.homeId, first - aroundMs, last + aroundMs)) {
    const key = `${deviceId}/${boot}/${seq}`;
    if (!wanted.has(key)) continue;
    rows += 1;
    found.add(key);
    const at = Date.parse(receivedAt);
    received = { first: Math.min(at, received?.first ?? at), last: Math.max(at, received?.last ?? at) };
  }
  return { wanted: wanted.size, rows, distinct: found.size, received };
}
