import { expect, test } from "vitest";
import { type StripBin, type StripFacts, shapeStrip } from "#alarm-console/routes/strip/shapeStrip.ts";
import type { DeviceFacts, HomeFacts } from "#domain/home.ts";
import { asDeviceId, asHomeId } from "#domain/ids.ts";

const at = (clock: string): number => Date.parse(`2026-11-22T${clock}:00Z`);
const device = (id: string, kind: string, expectedIntervalSeconds: number | null = 3600): DeviceFacts => ({
  ...{ id: asDeviceId(id), name: kind, kind, room: "", outside: false, registeredAt: 0 },
  expectedIntervalSeconds,
});
const bin = (deviceId: string, kind: StripBin["kind"], more: Partial<StripBin>): StripBin => ({
  ...{ deviceId, kind, onAt: null, offAt: null, endsOn: false, count: 1 },
  ...more,
});

function strip({ devices, ...facts }: { devices: DeviceFacts[] } & Partial<Omit<StripFacts, "home">>, more: Partial<HomeFacts> = {}) {
  const home = {
    ...{ id: asHomeId("1"), name: "1 Mill Lane", timezone: "Europe/London", mode: "live" as const, absences: [], listeningGaps: [] },
    devices: new Map(devices.map((one) => [one.id, one])),
    ...more,
  } as unknown as HomeFacts;
  return shapeStrip({ from: at("00:00"), to: at("12:00"), home, bins: [], onBefore: [], quiet: [], ...facts });
}
const clocks = (spans: readonly { from: string; to: string }[]) => spans.map(({ from, to }) => `${from.slice(11, 16)}–${to.slice(11, 16)}`);

test("the bed that was occupied before the strip begins is occupied until it is left, and again from the return to now", () => {
  const bins = [
    bin("1", "bed", { offAt: at("02:10") }),
    bin("1", "bed", { onAt: at("02:20"), endsOn: true }),
    bin("1", "bed", { onAt: at("06:00"), endsOn: true }),
  ];
  const shaped = strip({ devices: [device("1", "bed")], bins, onBefore: [{ deviceId: "1", kind: "bed" }] });
  expect(clocks(shaped.devices[0]?.spans ?? [])).toEqual(["00:00–02:10", "02:20–12:00"]);
});

test("a door that is closed and opened again within two minutes was closed in between", () => {
  const bins = [
    bin("1", "door", { onAt: at("02:10"), endsOn: true }),
    bin("1", "door", { offAt: at("02:14"), onAt: at("02:15"), endsOn: true }),
    bin("1", "door", { offAt: at("02:20") }),
  ];
  expect(clocks(strip({ devices: [device("1", "door")], bins }).devices[0]?.spans ?? [])).toEqual(["02:10–02:14", "02:15–02:20"]);
});

test("movement that no reading ends lasts two minutes, and movements close to each other are one", () => {
  const bins = ["03:00", "03:03", "03:06", "05:00"].map((clock) => bin("1", "motion", { onAt: at(clock), endsOn: true }));
  expect(clocks(strip({ devices: [device("1", "motion")], bins }).devices[0]?.spans ?? [])).toEqual(["03:00–03:08", "05:00–05:02"]);
});

test("presses and falls are marks, with how often", () => {
  const bins = [
    bin("1", "button", { onAt: at("02:14"), endsOn: true, count: 7 }),
    bin("1", "fall", { onAt: at("03:00"), offAt: at("03:01"), count: 1 }),
  ];
  expect(strip({ devices: [device("1", "button")], bins }).devices[0]?.marks).toMatchObject([
    { kind: "press", count: 7, at: "2026-11-22T02:14:00.000Z" },
    { kind: "fall", at: "2026-11-22T03:00:00.000Z" },
    { kind: "fallCancelled", at: "2026-11-22T03:01:00.000Z" },
  ]);
});

test("silence is a gap; the time in which the service did not listen is no silence of a device and has its own line", () => {
  const quiet = [
    { deviceId: "1", from: at("00:00") - 7_200_000, to: at("05:00") },
    { deviceId: "2", from: at("06:00"), to: at("10:00") },
  ];
  const gap = { from: at("06:10"), to: at("09:50") };
  const shaped = strip({ devices: [device("1", "bed"), device("2", "door")], quiet }, { listeningGaps: [gap] });
  expect(clocks(shaped.devices[0]?.silences ?? [])).toEqual(["00:00–05:00"]);
  expect(shaped.devices[1]?.silences).toEqual([]);
  expect(clocks(shaped.notListening)).toEqual(["06:10–09:50"]);
  expect(strip({ devices: [device("1", "bed")], quiet }, { mode: "test" }).devices[0]?.silences).toEqual([]);
});

test("a door that never rests and a stuck button stay drawable: at most sixty spans and sixty marks, and no press is lost from the count", () => {
  const minutes = Array.from({ length: 360 }, (_, index) => at("00:00") + index * 120_000);
  const bins = minutes.flatMap((minute) => [
    bin("1", "door", { onAt: minute, offAt: minute + 60_000 }),
    bin("1", "button", { onAt: minute, endsOn: true, count: 3 }),
  ]);
  const [shaped] = strip({ devices: [device("1", "door")], bins }).devices;
  expect(shaped?.spans.length).toBeLessThanOrEqual(60);
  expect(shaped?.marks.length).toBeLessThanOrEqual(60);
  expect(shaped?.marks.reduce((sum, { count }) => sum + count, 0)).toBe(1080);
});
