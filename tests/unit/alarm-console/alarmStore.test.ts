import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type AlarmChange,
  type AlarmState,
  alarmStore,
  emptyAlarmState,
  findAlarm,
  openAlarms,
  technicalAlarms,
  waitingPresses,
} from "#alarm-console/web/shared/live/alarmStore.ts";
import type { AlarmView, UnrecordedPress } from "#domain/alarm.ts";

const pressedAt = "2026-11-22T02:14:05.120Z";

function alarm(id: string, more: Partial<AlarmView> = {}): AlarmView {
  const raisedAt = more.raisedAt ?? pressedAt;
  const sentence = "SOS pressed: pendant, bedroom";
  return {
    id,
    version: 1,
    homeId: "1",
    homeName: "Elm Court 4",
    mode: "live",
    key: `1/sos/${id}`,
    rule: "sos",
    priority: "critical",
    state: "open",
    sentence,
    deviceId: "11",
    technical: false,
    doubtful: false,
    firstResponder: "centre",
    raisedAt,
    rings: 1,
    heldBy: null,
    timeline: [{ at: raisedAt, event: "raised", text: sentence, by: null }],
    outcome: null,
    closedAt: null,
    ...more,
  };
}
const closed = (id: string, version: number) => alarm(id, { version, state: "closed", outcome: "accidental", closedAt: pressedAt });

const press: UnrecordedPress = {
  readingKey: "11 a1 17",
  alarmKey: "1/sos/7",
  homeId: "1",
  homeName: "Elm Court 4",
  mode: "live",
  rule: "sos",
  priority: "critical",
  sentence: "SOS pressed: pendant, bedroom",
  at: pressedAt,
};

const connected: AlarmChange = { kind: "connected" };
const snapshot = (items: AlarmView[], complete = true): AlarmChange => ({
  kind: "snapshot",
  list: "queue",
  items,
  complete,
});
const changed = (one: AlarmView): AlarmChange => ({ kind: "alarm", alarm: one });
const screenAfter = (...changes: AlarmChange[]): AlarmState => changes.reduce(alarmStore, emptyAlarmState);
const openIds = (state: AlarmState) => openAlarms(state, "live").map((one) => one.id);

describe("the alarms that a screen knows", () => {
  it("are sorted by priority, then by waiting time, with test homes apart", () => {
    const state = screenAfter(
      connected,
      snapshot([
        alarm("1", { priority: "advisory", raisedAt: "2026-11-22T01:00:00.000Z" }),
        alarm("2", { raisedAt: "2026-11-22T02:00:05.000Z" }),
        alarm("3", { raisedAt: "2026-11-22T02:00:00.000Z" }),
        alarm("4", { mode: "test" }),
      ]),
    );
    expect(openIds(state)).toEqual(["3", "2", "1"]);
    expect(openAlarms(state, "test").map((one) => one.id)).toEqual(["4"]);
  });

  it("keep the greatest version when a change overtakes another change or the snapshot", () => {
    const held = alarm("1", { version: 3, heldBy: { id: "u2", name: "Robin Vale" } });
    const state = screenAfter(connected, changed(held), changed(alarm("1", { version: 2 })), snapshot([alarm("1", { version: 1 })]));
    expect(findAlarm(state, "1")).toEqual(held);
  });

  it("stay closed when an older message arrives late", () => {
    const state = screenAfter(connected, changed(closed("1", 4)), snapshot([alarm("1", { version: 3 })]));
    expect(openIds(state)).toEqual([]);
    expect(findAlarm(state, "1")?.outcome).toBe("accidental");
  });

  it("lose those that were closed while the connection was lost, and keep those raised while the snapshot was on its way", () => {
    const state = screenAfter(connected, snapshot([alarm("1"), alarm("2")]), connected, changed(alarm("3")), snapshot([alarm("2")]));
    expect(openIds(state)).toEqual(["2", "3"]);
  });

  it("stay as they were until the snapshot is complete, and the screen says that it is not up to date", () => {
    const half = screenAfter(connected, snapshot([alarm("1"), alarm("2"), alarm("3")]), connected, snapshot([alarm("2")], false));
    expect(half.upToDate).toBe(false);
    expect(openIds(half)).toEqual(["1", "2", "3"]);
    const whole = alarmStore(half, snapshot([alarm("3")]));
    expect(whole.upToDate).toBe(true);
    expect(openIds(whole)).toEqual(["2", "3"]);
  });

  it("are checked again when the database comes back, because another process may have closed an alarm", () => {
    const away = screenAfter(connected, snapshot([alarm("1"), alarm("2")]), { kind: "recording", recording: false });
    const back = alarmStore(away, { kind: "recording", recording: true });
    expect(back.upToDate).toBe(false);
    expect(openIds(alarmStore(back, snapshot([alarm("2")])))).toEqual(["2"]);
  });

  it("keep the technical list apart from the queue: a snapshot of one changes nothing in the other", () => {
    const battery = alarm("5", { technical: true, priority: "info" });
    const whole = (items: AlarmView[]): AlarmChange => ({ kind: "snapshot", list: "technical", items, complete: true });
    const state = screenAfter(connected, changed(battery), connected, snapshot([alarm("1")]), whole([battery]));
    expect(openIds(state)).toEqual(["1"]);
    expect(technicalAlarms(state).map((one) => one.id)).toEqual(["5"]);
    expect(technicalAlarms(screenAfter(connected, changed(battery), connected, snapshot([]))).map((one) => one.id)).toEqual(["5"]);
    const mended = alarmStore(alarmStore(state, connected), whole([]));
    expect(technicalAlarms(mended)).toEqual([]);
    expect(openIds(mended)).toEqual(["1"]);
    expect(screenAfter(connected, whole([])).upToDate).toBe(false);
  });

  it("lose the oldest closed alarms, never an open one", () => {
    const many = Array.from({ length: 300 }, (_, index) => changed(closed(String(index + 10), 2)));
    const state = screenAfter(connected, snapshot([alarm("1")]), ...many);
    expect(state.alarms.size).toBe(201);
    expect(openIds(state)).toEqual(["1"]);
    expect(findAlarm(state, "10")).toBeUndefined();
    expect(findAlarm(state, "309")).toBeDefined();
  });

  it("are the same in any order in which the changes of a night arrive, and however often", () => {
    const night = [
      alarm("1"),
      alarm("1", { version: 2, rings: 2 }),
      closed("1", 3),
      alarm("2"),
      alarm("2", { version: 2, heldBy: { id: "u1", name: "Ottilie Marsh" } }),
      alarm("3"),
    ];
    const inOrder = openAlarms(screenAfter(connected, ...night.map(changed)), "live");
    const shuffled = fc.shuffledSubarray([...night, ...night], { minLength: night.length * 2 });
    fc.assert(
      fc.property(shuffled, (late) => {
        expect(openAlarms(screenAfter(connected, ...late.map(changed)), "live")).toEqual(inOrder);
      }),
    );
  });
});

describe("presses that are not yet recorded", () => {
  const unrecorded: AlarmChange = { kind: "unrecorded", presses: [press] };

  it("stay on the screen until the recorded alarm has them in its timeline", () => {
    const waiting = screenAfter(connected, unrecorded);
    expect(waitingPresses(waiting)).toEqual([press]);
    expect(waitingPresses(alarmStore(waiting, changed(alarm("7", { key: press.alarmKey }))))).toEqual([]);
  });

  it("stay when only an earlier press of the same episode is recorded", () => {
    const earlier = alarm("7", { key: press.alarmKey, raisedAt: "2026-11-22T02:10:00.000Z" });
    expect(waitingPresses(screenAfter(connected, snapshot([earlier]), unrecorded))).toEqual([press]);
  });

  it("disappear when the service no longer sends them", () => {
    expect(waitingPresses(screenAfter(connected, unrecorded, { kind: "unrecorded", presses: [] }))).toEqual([]);
  });

  it("show live homes above test homes", () => {
    const test: UnrecordedPress = { ...press, readingKey: "t", mode: "test", at: "2026-11-22T02:00:00.000Z" };
    expect(waitingPresses(screenAfter({ kind: "unrecorded", presses: [test, press] })).map((one) => one.mode)).toEqual(["live", "test"]);
  });
});
