import { expect, test } from "vitest";
import type { ReadingValue } from "#domain/reading.ts";
import { timedTown } from "../setup/timedTown.ts";
import { sensorHome } from "./sensorHome.ts";

const at = await timedTown("2026-11-22T20:00:00Z");
const minute = 60_000;
const hour = 60 * minute;
const bed = { kind: "bed", room: "Bedroom" } as const;
const kitchen = { kind: "motion", room: "Kitchen" } as const;
const door = { kind: "door", room: "Hall", outside: true } as const;
const occupied = (is: boolean): ReadingValue => ({ kind: "bed", occupied: is });
const movement = (is: boolean): ReadingValue => ({ kind: "motion", detected: is });
const open = (is: boolean): ReadingValue => ({ kind: "door", open: is });
const celsius = (degrees: number): ReadingValue => ({ kind: "temperature", celsius: degrees });

/** The hour of the day comes when it is next so late: the clock of all homes of this file moves forward only. */
const untilHour = async (wanted: number): Promise<void> => {
  const now = at.clock.now();
  const today = new Date(now).setUTCHours(wanted, 0, 0, 0);
  const target = today > now ? today : today + 24 * hour;
  while (at.clock.now() < target) await at.passes(Math.min(hour, target - at.clock.now()));
};

test("a bed sensor that sticks at “occupied” does not hide that its owner has not moved since the morning", async () => {
  const home = await sensorHome(at, { devices: { Bed: bed, Kitchen: kitchen }, rules: { inactivity: {} }, people: ["Mrs Birch"] });
  await untilHour(22);
  await home.says("Bed", occupied(true));
  await untilHour(8);
  for (let nth = 0; nth < 2; nth += 1) {
    await home.says("Kitchen", movement(true));
    await at.passes(minute);
    await home.says("Kitchen", movement(false));
    await at.passes(4 * minute);
  }
  await untilHour(20);
  expect(await home.rung()).toEqual([]);
  await at.passes(6 * minute);
  expect(await home.rung()).toEqual([expect.stringMatching(/^urgent No sign of life for 12 h of daytime, last 08:05: Kitchen, Kitchen/)]);
});

test("an empty bed that reports a person for two seconds every five minutes does not put off the alarm", async () => {
  const home = await sensorHome(at, { devices: { Bed: bed }, rules: { bedExit: {} } });
  await untilHour(22);
  await home.says("Bed", occupied(true));
  await untilHour(2);
  await home.says("Bed", occupied(false));
  for (let nth = 0; nth < 3; nth += 1) {
    await at.passes(5 * minute - 2_000);
    await home.says("Bed", occupied(true));
    await at.passes(2_000);
    await home.says("Bed", occupied(false));
  }
  expect(await home.rung()).toEqual([]);
  await at.passes(5 * minute);
  expect(await home.rung()).toEqual([expect.stringMatching(/^urgent Left bed 02:00, not back after 20 min: Bed, Bedroom/)]);
});

test("a front door that is opened in the night rings although its “closed” of the evening was lost", async () => {
  const home = await sensorHome(at, { devices: { "Front door": door }, rules: { nightWandering: {} } });
  await untilHour(18);
  await home.says("Front door", open(true));
  await untilHour(2);
  await at.passes(5 * minute);
  await home.says("Front door", open(true));
  expect(await home.rung()).toEqual([expect.stringMatching(/^urgent Front door opened 02:05 \(Hall\)/)]);
});

test("a thermometer that says 85 °C and −127 °C is heard, named on the technical list, and hides no cold room", async () => {
  const home = await sensorHome(at, { devices: { Probe: { kind: "temperature", room: "Bedroom" } } });
  await home.says("Probe", celsius(10));
  for (const wrong of [85, -127, 85, -127]) {
    await at.passes(15 * minute);
    await home.says("Probe", celsius(wrong));
    await at.passes(15 * minute);
    await home.says("Probe", celsius(10));
  }
  await at.passes(minute);
  expect(await home.rung()).toEqual([expect.stringMatching(/^advisory Cold, 10 °C: below 14 °C for 2 h/)]);
  expect(await home.technical()).toEqual(["Impossible temperature, 85 °C; not counted, thermometer to be checked: Probe, Bedroom"]);
  await at.passes(15 * minute);
  await home.says("Probe", celsius(-127));
  expect(await home.shown("Probe")).toMatchObject({ lastHeardAt: new Date(at.clock.now()).toISOString() });
});

test("a pressure mat that pulses once a movement raises an advisory alarm at most", async () => {
  const home = await sensorHome(at, { devices: { Mat: bed }, rules: { bedExit: {} } });
  await untilHour(23);
  for (let nth = 0; nth < 8; nth += 1) {
    await home.says("Mat", occupied(true));
    await at.passes(3_000);
    await home.says("Mat", occupied(false));
    await at.passes(9 * minute);
  }
  await at.passes(hour);
  expect(await home.rung()).toEqual([expect.stringMatching(/^advisory Left bed .* The sensor may be wrong/)]);
});

test("a radar that says movement once and is heard on says what is true, and not that there is no sign of life", async () => {
  const home = await sensorHome(at, {
    devices: { Radar: { kind: "motion", room: "Living room" }, Kitchen: kitchen },
    rules: { inactivity: {} },
  });
  await untilHour(8);
  await home.says("Kitchen", movement(true));
  await at.passes(minute);
  await home.says("Kitchen", movement(false));
  await home.says("Radar", movement(true));
  for (let nth = 0; nth < 12; nth += 1) {
    await at.passes(hour - minute);
    await home.says("Radar", { kind: "heartbeat" });
    expect(await home.rung()).toEqual([]);
    await at.passes(minute);
  }
  expect(await home.rung()).toEqual(["advisory Living room says movement since 08:01; nothing else has changed"]);
});
