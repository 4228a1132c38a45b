import type { ServiceApi } from "#device-sim/service/serviceApi.ts";
import type { NewDevice } from "#domain/home.ts";
import type { LoadDevice } from "./load.ts";

/** Of these every home has one each. */
const ordinary = [
  { kind: "motion", room: "hall", outside: false },
  { kind: "door", room: "hall", outside: true },
  { kind: "temperature", room: "living room", outside: false },
  { kind: "bed", room: "bedroom", outside: false },
] as const satisfies Partial<NewDevice>[];

/** Live homes, watched by every rule, with as many ordinary devices as wanted. */
export async function provisionOrdinary(api: ServiceApi, count: number, now: number): Promise<(LoadDevice & { id: string })[]> {
  const homes = await atOnce(Math.ceil(count / ordinary.length), (n) => makeHome(api, `${n + 1} Mill Lane`, now));
  return await atOnce(count, async (n) => {
    const device = ordinary[n % ordinary.length] as (typeof ordinary)[number];
    const { id, mqtt } = await api.addDevice(homes[Math.floor(n / ordinary.length)] ?? "", device);
    return { ...mqtt, id, kind: device.kind };
  });
}

/** Many ordinary devices, without what only the load of readings needs. */
export const provideForReconnect = async (api: ServiceApi, count: number, now: number): Promise<LoadDevice[]> =>
  (await provisionOrdinary(api, count, now)).map(({ id: _id, ...device }) => device);

/** Live homes with a pendant each. */
export function providePendants(api: ServiceApi, count: number, now: number): Promise<(LoadDevice & { homeId: string })[]> {
  return atOnce(count, async (n) => {
    const homeId = await makeHome(api, `${n + 1} Orchard Road`, now);
    const { mqtt } = await api.addDevice(homeId, { kind: "button", room: "bedroom", name: "pendant" });
    return { ...mqtt, kind: "button", homeId };
  });
}

const makeHome = async (api: ServiceApi, name: string, now: number): Promise<string> =>
  (await api.createHome({ name, timezone: noonZone(now), mode: "live" })).id;

/** A zone where it is about noon: ordinary life by night would ring, and the benchmark is to measure the same at any hour. */
function noonZone(now: number): string {
  const ahead = 12 - new Date(now).getUTCHours();
  // The sign of these names is turned round: Etc/GMT-3 is three hours ahead.
  return ahead === 0 ? "Etc/GMT" : `Etc/GMT${ahead > 0 ? "-" : "+"}${Math.abs(ahead)}`;
}

const sideBySide = 8;

async function atOnce<T>(count: number, make: (n: number) => Promise<T>): Promise<T[]> {
  const made: T[] = [];
  for (let from = 0; from < count; from += sideBySide)
    made.push(...(await Promise.all(Array.from({ length: Math.min(sideBySide, count - from) }, (_, n) => make(from + n)))));
  return made;
}
