import { afterAll, beforeAll, expect, test } from "vitest";
import type { AlarmView } from "#domain/alarm.ts";
import type { HeardConsole } from "../setup/heardConsole.ts";
import { ManualClock } from "../setup/manualClock.ts";
import { type Json, startTestService, type TestService } from "../setup/service.ts";

// A winter night in London: 01:00 UTC is 01:00 on the wall.
const clock = new ManualClock("2026-11-22T01:00:00.000Z");
let town: TestService;
beforeAll(async () => {
  town = await startTestService({ clock });
});
afterAll(() => town.stop());

const minute = 60_000;
/** Waits for the alarm. The clock does not move, but due timers are checked again: a timer may have been set by a later commit. */
const shows = (screen: HeardConsole, wanted: (alarm: AlarmView) => boolean): Promise<AlarmView> => {
  const due = setInterval(() => clock.advance(0), 5);
  return screen.until(wanted).finally(() => clearInterval(due));
};
const alarmsOf = async (homeId: string) => (await town.call("operator", "GET", `/api/v1/alarms?home=${homeId}`)).body.items;

test("a suspected fall that is not cancelled rings after 20 seconds, and not before", async () => {
  const home = await town.home();
  const detector = await town.device(home.id, { kind: "fall", name: "Fall detector", room: "Bathroom" });
  const unit = await town.unit(detector);
  const screen = await town.console("operator");
  await unit.publishAsync(detector.mqtt.topic, '{"kind":"fall","state":"suspected","seq":1,"boot":"f"}', { qos: 1 });
  clock.advance(19_000);
  expect(await alarmsOf(home.id)).toHaveLength(0);
  clock.advance(1_000);
  const alarm = await screen.until((one) => one.homeId === home.id);
  expect(alarm).toMatchObject({ rule: "fall", priority: "critical", raisedAt: new Date(clock.now()).toISOString() });
  expect(alarm.timeline[0]?.text).not.toContain("late");
});

test("out of bed at night and not back: urgent after 20 minutes, and her return joins the timeline", async () => {
  const home = await town.home();
  const bed = await town.device(home.id, { kind: "bed", name: "Bed sensor" });
  const unit = await town.unit(bed);
  const screen = await town.console("operator");
  const says = (occupied: boolean, seq: number) =>
    unit.publishAsync(bed.mqtt.topic, JSON.stringify({ kind: "bed", occupied, seq, boot: "b" }), { qos: 1 });
  await says(true, 1);
  clock.advance(minute);
  await says(false, 2);
  clock.advance(20 * minute);
  const alarm = await shows(screen, (one) => one.homeId === home.id && one.rule === "bedExit");
  expect(alarm).toMatchObject({ priority: "urgent", firstResponder: "carer" });
  clock.advance(5 * minute);
  await says(true, 3);
  clock.advance(minute);
  const back = await shows(screen, (one) => one.id === alarm.id && one.timeline.some(({ text }) => /back in bed/i.test(text)));
  expect(back.state).toBe("open");
});

test("the front door at night rings at once, by day not at all", async () => {
  const home = await town.home();
  const door = await town.device(home.id, { kind: "door", name: "Front door", outside: true });
  const cupboard = await town.device(home.id, { kind: "door", name: "Cupboard" });
  const screen = await town.console("operator");
  for (const device of [cupboard, door]) {
    const unit = await town.unit(device);
    await unit.publishAsync(device.mqtt.topic, '{"kind":"door","open":true,"seq":1,"boot":"d"}', { qos: 1 });
  }
  const alarm = await screen.until((one) => one.homeId === home.id);
  expect(alarm).toMatchObject({ rule: "nightWandering", priority: "urgent", deviceId: door.id });
  expect(await alarmsOf(home.id)).toHaveLength(1);
});

test("a timer that fell due while the service was down fires at once and says how late it is", async () => {
  const home = await town.home();
  const detector = await town.device(home.id, { kind: "fall", name: "Fall detector" });
  const unit = await town.unit(detector);
  const suspectedAt = clock.now();
  await unit.publishAsync(detector.mqtt.topic, '{"kind":"fall","state":"suspected","seq":1,"boot":"late"}', { qos: 1 });
  await unit.endAsync();
  await town.restart(() => clock.advance(5 * minute));
  clock.advance(1);
  await expect.poll(() => alarmsOf(home.id)).toHaveLength(1);
  const [alarm] = await alarmsOf(home.id);
  expect(alarm.raisedAt).toBe(new Date(suspectedAt + 20_000).toISOString());
  expect(alarm.timeline[0].text).toContain("Decided 5 min late");
  await town.restart();
  clock.advance(1);
  expect((await alarmsOf(home.id))[0].rings, "once, however often the service restarts").toBe(1);
});

test("a silent device rings after three times its interval, and its return is noted in the timeline", async () => {
  const home = await town.home();
  const pendant = await town.device(home.id, { expectedIntervalSeconds: 600 });
  const registeredAt = clock.now();
  const never = await town.device(home.id, { name: "Never fitted", expectedIntervalSeconds: 3600 });
  const unit = await town.unit(pendant);
  const screen = await town.console("operator");
  await unit.publishAsync(pendant.mqtt.topic, '{"kind":"heartbeat","seq":1,"boot":"s"}', { qos: 1 });
  clock.advance(29 * minute);
  expect(await alarmsOf(home.id)).toHaveLength(0);
  clock.advance(minute);
  const silent = await shows(screen, (one) => one.homeId === home.id && one.deviceId === pendant.id && !one.technical);
  expect(silent).toMatchObject({ rule: "silence", priority: "info" });
  clock.advance(minute);
  await unit.publishAsync(pendant.mqtt.topic, '{"kind":"heartbeat","seq":2,"boot":"s"}', { qos: 1 });
  await screen.until((one) => one.id === silent.id && one.timeline.some(({ text }) => /heard again/i.test(text)));
  // A device that was fitted and never reported rings too. The clock moves in steps, so that each timer is committed before the next is set.
  await expect
    .poll(
      async () => {
        clock.advance(5 * minute);
        return (await alarmsOf(home.id)).some((one: Json) => one.deviceId === never.id);
      },
      { interval: 10 },
    )
    .toBe(true);
  expect(clock.now() - registeredAt).toBeGreaterThanOrEqual(180 * minute);
});
