import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type DeskChange,
  type DeskState,
  deskStore,
  emptyDeskState,
  findCase,
  openCases,
  technicalAlarms,
  waitingPresses,
} from "#alarm-console/web/shared/live/deskStore.ts";
import type { AlarmView, UnrecordedPress } from "#domain/alarm.ts";
import type { CaseView } from "#domain/answering/case.ts";
import { heldBy, openedAt, someAlarm, someCase } from "./someCase.ts";

const closed = (id: string, version: number) =>
  someCase(id, { version, state: "closed", centreSince: null, sounds: "nobody", closedAt: openedAt });

const battery: AlarmView = {
  ...alarmPart(someAlarm("5", { technical: true, priority: "info" })),
  homeId: "1",
  homeName: "Elm Court 4",
  mode: "live",
  heldBy: null,
  caseId: "5",
  timeline: [],
};
function alarmPart({ stuck: _stuck, ...alarm }: ReturnType<typeof someAlarm>) {
  return alarm;
}

const press: UnrecordedPress = {
  readingKey: "11 a1 17",
  alarmKey: "1/sosPress/7",
  homeId: "1",
  homeName: "Elm Court 4",
  mode: "live",
  rule: "sosPress",
  priority: "critical",
  sentence: "SOS pressed: pendant, bedroom",
  at: openedAt,
};

const connected: DeskChange = { kind: "connected" };
const snapshot = (items: CaseView[], complete = true): DeskChange => ({ kind: "cases", items, complete });
const technicalList = (items: AlarmView[]): DeskChange => ({ kind: "technicalAlarms", items, complete: true });
const changed = (one: CaseView): DeskChange => ({ kind: "case", changed: one });
const stateAfter = (state: DeskState, ...changes: DeskChange[]): DeskState => deskStore(state, changes);
const screenAfter = (...changes: DeskChange[]): DeskState => stateAfter(emptyDeskState, ...changes);
const openIds = (state: DeskState) => openCases(state, "live").map((one) => one.id);

describe("the cases that a screen knows", () => {
  it("are sorted by priority, then by waiting time, with test homes apart", () => {
    const state = screenAfter(
      connected,
      snapshot([
        someCase("1", { priority: "advisory", openedAt: "2026-11-22T01:00:00.000Z" }),
        someCase("2", { openedAt: "2026-11-22T02:00:05.000Z" }),
        someCase("3", { openedAt: "2026-11-22T02:00:00.000Z" }),
        someCase("4", { mode: "test" }),
      ]),
    );
    expect(openIds(state)).toEqual(["3", "2", "1"]);
    expect(openCases(state, "silent").map((one) => one.id)).toEqual(["4"]);
  });

  it("keep the greatest version when a change overtakes another change or the snapshot", () => {
    const held = someCase("1", { version: 3, ...heldBy("u2", "Robin Vale") });
    const state = screenAfter(connected, changed(held), changed(someCase("1", { version: 2 })), snapshot([someCase("1", { version: 1 })]));
    expect(findCase(state, "1")).toEqual(held);
  });

  it("stay closed when an older message arrives late", () => {
    const state = screenAfter(connected, changed(closed("1", 4)), snapshot([someCase("1", { version: 3 })]));
    expect(openIds(state)).toEqual([]);
    expect(findCase(state, "1")?.state).toBe("closed");
  });

  it("lose those that were closed while the connection was lost, and keep those raised while the snapshot was on its way", () => {
    const state = screenAfter(
      connected,
      snapshot([someCase("1"), someCase("2")]),
      connected,
      changed(someCase("3")),
      snapshot([someCase("2")]),
    );
    expect(openIds(state)).toEqual(["2", "3"]);
  });

  it("stay as they were until the snapshot is complete, and the screen says that it is not up to date", () => {
    const half = screenAfter(
      connected,
      snapshot([someCase("1"), someCase("2"), someCase("3")]),
      connected,
      snapshot([someCase("2")], false),
    );
    expect(half.upToDate).toBe(false);
    expect(openIds(half)).toEqual(["1", "2", "3"]);
    const whole = stateAfter(half, snapshot([someCase("3")]));
    expect(whole.upToDate).toBe(true);
    expect(openIds(whole)).toEqual(["2", "3"]);
  });

  it("are checked again when the database comes back, because another process may have closed a case", () => {
    const away = screenAfter(connected, snapshot([someCase("1"), someCase("2")]), { kind: "recording", recording: false });
    const back = stateAfter(away, { kind: "recording", recording: true });
    expect(back.upToDate).toBe(false);
    expect(openIds(stateAfter(back, snapshot([someCase("2")])))).toEqual(["2"]);
  });

  it("keep the technical list apart from the queue: a snapshot of one changes nothing in the other", () => {
    const state = screenAfter(
      connected,
      { kind: "technicalAlarm", alarm: battery },
      connected,
      snapshot([someCase("1")]),
      technicalList([battery]),
    );
    expect(openIds(state)).toEqual(["1"]);
    expect(technicalAlarms(state).map((one) => one.id)).toEqual(["5"]);
    const mended = stateAfter(state, connected, technicalList([]));
    expect(technicalAlarms(mended)).toEqual([]);
    expect(openIds(mended)).toEqual(["1"]);
    expect(screenAfter(connected, technicalList([])).upToDate).toBe(false);
  });

  it("keep a technical case that the operator has opened, although it is in no snapshot of the queue", () => {
    const opened = someCase("9", { technical: true, centreSince: null, sounds: "nobody" });
    const state = screenAfter(connected, changed(opened), connected, snapshot([someCase("1")]));
    expect(findCase(state, "9")).toEqual(opened);
    expect(openIds(state)).toEqual(["1"]);
  });

  it("lose the oldest closed cases, never an open one", () => {
    const many = Array.from({ length: 300 }, (_, index) => changed(closed(String(index + 10), 2)));
    const state = screenAfter(connected, snapshot([someCase("1")]), ...many);
    expect(state.cases.size).toBe(201);
    expect(openIds(state)).toEqual(["1"]);
    expect(findCase(state, "10")).toBeUndefined();
    expect(findCase(state, "309")).toBeDefined();
  });

  it("are the same in any order in which the changes of a night arrive, and however often", () => {
    const night = [
      someCase("1"),
      someCase("1", { version: 2, rings: 2 }),
      closed("1", 3),
      someCase("2"),
      someCase("2", { version: 2, ...heldBy("u1") }),
      someCase("3"),
    ];
    const inOrder = openCases(screenAfter(connected, ...night.map(changed)), "live");
    const shuffled = fc.shuffledSubarray([...night, ...night], { minLength: night.length * 2 });
    fc.assert(
      fc.property(shuffled, (late) => {
        expect(openCases(screenAfter(connected, ...late.map(changed)), "live")).toEqual(inOrder);
      }),
    );
  });
});

describe("presses that are not yet recorded", () => {
  const unrecorded: DeskChange = { kind: "unrecorded", presses: [press] };

  it("stay on the screen until the recorded case has them in its timeline", () => {
    const waiting = screenAfter(connected, unrecorded);
    expect(waitingPresses(waiting)).toEqual([press]);
    expect(waitingPresses(stateAfter(waiting, changed(someCase("7"))))).toEqual([]);
  });

  it("stay when only an earlier press of the same episode is recorded", () => {
    const earlier = someCase("7", { openedAt: "2026-11-22T02:10:00.000Z" });
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
