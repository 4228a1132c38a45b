import type { MqttClient } from "mqtt";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ManualClock } from "../setup/manualClock.ts";
import { type Json, type Provisioned, startTestService, type TestService } from "../setup/service.ts";

// A winter night in London: 01:00 UTC is 01:00 on the wall.
const clock = new ManualClock("2026-11-22T01:00:00.000Z");
let town: TestService;
beforeAll(async () => {
  town = await startTestService({ clock });
});
afterAll(() => town.stop());

const quiet = { expectedIntervalSeconds: 86_400 };
const night = { windows: [{ name: "night", from: "22:00", to: "07:00" }] };
const alarmsOf = async (homeId: string): Promise<Json[]> =>
  (await town.call("operator", "GET", `/api/v1/alarms?home=${homeId}`)).body.items;
const until = (time: string): void => clock.advance(Date.parse(`2026-11-22T${time}Z`) - clock.now());

/** A home with these rules, and the rules that every home has. */
const homeWith = (rules: object) => town.home({ plan: { name: "Nights", rules, ...night } } as never);

let seq = 0;
/** A hub sends its buffered readings in order, without waiting for acknowledgements in between. */
async function sendsBacklog(unit: MqttClient, device: Provisioned, buffered: { at: string; [field: string]: unknown }[]): Promise<void> {
  const all = buffered.map(({ at, ...fields }) => {
    seq += 1;
    const payload = { ...fields, at: `2026-11-22T${at}Z`, historical: true, seq, boot: "hub" };
    return unit.publishAsync(device.mqtt.topic, JSON.stringify(payload), { qos: 1 });
  });
  await Promise.all(all);
}

test("a hub's backlog: a late press rings and says so; a bed exit without a return rings; a bed exit that is over does not", async () => {
  const home = await homeWith({ bedExit: {} });
  const pendant = await town.device(home.id, { name: "Pendant", ...quiet });
  const bed = await town.device(home.id, { kind: "bed", name: "Bed", ...quiet });
  const guestBed = await town.device(home.id, { kind: "bed", name: "Guest bed", ...quiet });
  const screen = await town.console("operator");
  const units = await Promise.all([pendant, bed, guestBed].map((device) => town.unit(device)));
  const [pendantUnit, bedUnit, guestUnit] = units as [MqttClient, MqttClient, MqttClient];
  until("05:40:00");
  await Promise.all([
    sendsBacklog(pendantUnit, pendant, [{ at: "02:14:00", kind: "button", pressed: true }]),
    sendsBacklog(bedUnit, bed, [
      { at: "01:30:00", kind: "bed", occupied: true },
      { at: "03:00:00", kind: "bed", occupied: false },
    ]),
    sendsBacklog(guestUnit, guestBed, [
      { at: "02:00:00", kind: "bed", occupied: true },
      { at: "03:00:00", kind: "bed", occupied: false },
      { at: "03:40:00", kind: "bed", occupied: true },
    ]),
  ]);
  const press = await screen.until((one) => one.rule === "sosPress" && one.homeId === home.id);
  expect(press).toMatchObject({ sentence: "SOS pressed 02:14, received 05:40: Pendant", raisedAt: "2026-11-22T05:40:00.000Z" });
  // More of the backlog may follow, so an alarm from it is held for some seconds.
  clock.advance(5_000);
  const exit = await screen.until((one) => one.rule === "bedExit" && one.homeId === home.id);
  expect(exit.sentence).toBe("Left bed 03:00, not back after 20 min: Bed");
  expect(exit.timeline[0]?.text, "the device was late, not the service").not.toContain("Link Line was back");
  expect((await alarmsOf(home.id)).map((one) => one.rule).sort()).toEqual(["bedExit", "sosPress"]);

  // An even later reading still completes the timeline.
  until("05:45:00");
  await sendsBacklog(bedUnit, bed, [{ at: "05:10:00", kind: "bed", occupied: true }]);
  const returned = { event: "note", text: "Back in bed 05:10, received 05:45" };
  const back = await screen.until((one) => one.id === exit.id && one.timeline.some(({ text }) => text === returned.text));
  expect(back).toMatchObject({ state: "open", rings: 1, timeline: expect.arrayContaining([expect.objectContaining(returned)]) });
});

test("readings too late for the remembered steps are replayed in event order with the journal and with their own batch", async () => {
  const home = await homeWith({ bedExit: {} });
  const bed = await town.device(home.id, { kind: "bed", name: "Bed", ...quiet });
  const motion = await town.device(home.id, { kind: "motion", name: "Hall sensor", room: "Hall", ...quiet });
  const [bedUnit, motionUnit] = [await town.unit(bed), await town.unit(motion)];
  const moves = (at: string) =>
    motionUnit.publishAsync(motion.mqtt.topic, JSON.stringify({ kind: "motion", detected: true, at }), { qos: 1 });
  for (const minute of ["05:50", "05:52", "05:54"]) {
    until(`${minute}:00`);
    await moves(`2026-11-22T${minute}:00Z`);
  }
  // Out of bed for ten minutes, twice; the readings arrive in the wrong order.
  await sendsBacklog(bedUnit, bed, [
    { at: "03:10:00", kind: "bed", occupied: true },
    { at: "05:30:00", kind: "bed", occupied: true },
    { at: "03:00:00", kind: "bed", occupied: false },
    { at: "05:20:00", kind: "bed", occupied: false },
  ]);
  until("06:30:00");
  expect(await alarmsOf(home.id)).toEqual([]);
  const { items } = (await town.call("admin", "GET", `/api/v1/homes/${home.id}/readings`)).body;
  expect(items).toHaveLength(7);
});

test.each([
  ["was reset to its first day", () => Date.UTC(2020, 0, 1)],
  ["was set back by an hour", (now: number) => now - 3_600_000],
])("an outside door whose clock %s rings as soon as it opens", async (_, clockOf) => {
  const home = await homeWith({ nightWandering: {} });
  const door = await town.device(home.id, { kind: "door", name: "Front door", outside: true, ...quiet });
  const screen = await town.console("operator");
  const unit = await town.unit(door);
  const says = (open: boolean, at: number) =>
    unit.publishAsync(door.mqtt.topic, JSON.stringify({ kind: "door", open, at: new Date(at).toISOString() }), { qos: 1 });
  if (clock.now() < Date.parse("2026-11-22T06:31:00Z")) until("06:31:00");
  await says(false, clock.now());
  clock.advance(30_000);
  await says(true, clockOf(clock.now()));
  const alarm = await screen.until((one) => one.rule === "nightWandering" && one.homeId === home.id);
  expect(alarm).toMatchObject({ raisedAt: new Date(clock.now()).toISOString() });
  expect(alarm.sentence).not.toContain("received");
  const { items } = (await town.call("admin", "GET", `/api/v1/homes/${home.id}/readings`)).body;
  expect(items.map((one: Json) => one.time)).toContain(new Date(clock.now()).toISOString());
});
