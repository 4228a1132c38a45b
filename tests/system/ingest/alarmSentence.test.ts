import { expect, test } from "vitest";
import type { Json } from "../setup/service.ts";
import { timedTown } from "../setup/timedTown.ts";

// Winter in London: 01:00 UTC is 01:00 on the wall.
const { clock, town, passes } = await timedTown("2026-11-22T01:00:00.000Z");

test("an alarm that stays open over nights shows tonight's ring as its sentence, and its timeline begins with the first ring", async () => {
  const plan = { name: "Nights", rules: { nightWandering: {} }, windows: [{ name: "night", from: "22:00", to: "07:00" }] };
  const home = await town.home({ plan } as never);
  const quiet = { expectedIntervalSeconds: 86_400 };
  const bed = await town.device(home.id, { kind: "bed", name: "Bed", ...quiet });
  const door = await town.device(home.id, { kind: "door", name: "Front door", outside: true, ...quiet });
  const hall = await town.device(home.id, { kind: "motion", name: "Hall sensor", ...quiet });
  const units = new Map([bed, door, hall].map((device) => [device, town.unit(device)]));
  const says = async (device: typeof bed, value: object): Promise<void> => {
    const unit = await units.get(device);
    await unit?.publishAsync(device.mqtt.topic, JSON.stringify({ ...value, at: new Date(clock.now()).toISOString() }), { qos: 1 });
  };
  const alarm = async (): Promise<Json> => (await town.call("operator", "GET", `/api/v1/alarms?home=${home.id}`)).body.items[0];
  const minute = 60_000;

  await says(bed, { kind: "bed", occupied: true });
  await passes(14 * minute);
  await says(door, { kind: "door", open: true });
  await says(door, { kind: "door", open: false });
  await passes(3 * minute);
  const gone = "May have left home: Front door closed 01:14, nobody seen indoors for 3 min since";
  expect(await alarm()).toMatchObject({ priority: "critical", sentence: gone, rings: 2 });
  // A ring of a lower priority in the same night does not hide that someone is missing.
  await says(door, { kind: "door", open: true });
  expect(await alarm()).toMatchObject({ priority: "critical", sentence: gone, rings: 3, deviceId: door.id });
  await says(door, { kind: "door", open: false });
  await passes(minute);
  await says(hall, { kind: "motion", detected: true });

  await passes(24 * 60 * minute);
  await says(bed, { kind: "bed", occupied: false });
  const tonight = await alarm();
  expect(tonight).toMatchObject({ priority: "critical", sentence: "Out of bed 01:18: Bed", rings: 4, deviceId: bed.id });
  expect(tonight.timeline[0]).toMatchObject({ event: "raised", text: "Front door opened 01:14" });
  await passes(5 * minute);
  await says(door, { kind: "door", open: true });
  expect(await alarm()).toMatchObject({ sentence: "Front door opened 01:23, out of bed since 01:18", rings: 5 });
});
