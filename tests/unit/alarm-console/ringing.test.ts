import { expect, it } from "vitest";
import { loudest, ringsFor } from "#alarm-console/web/operator/sound/ringing.ts";
import type { AlarmView, UnrecordedPress } from "#domain/alarm.ts";

const me = "u1";
const raisedAt = "2026-11-22T02:14:05.120Z";
const alarm = (id: string, more: Partial<AlarmView> = {}): AlarmView => ({
  id,
  version: 1,
  homeId: "1",
  homeName: "Elm Court 4",
  mode: "live",
  key: `1/sos/${id}`,
  rule: "sos",
  priority: "urgent",
  state: "open",
  sentence: "Out of bed for 20 minutes and not back",
  deviceId: null,
  technical: false,
  doubtful: false,
  firstResponder: "carer",
  raisedAt,
  rings: 1,
  heldBy: null,
  timeline: [],
  outcome: null,
  closedAt: null,
  ...more,
});
const press = (more: Partial<UnrecordedPress> = {}): UnrecordedPress => ({
  readingKey: "11 a1 17",
  alarmKey: "1/sos/7",
  homeId: "1",
  homeName: "Elm Court 4",
  mode: "live",
  rule: "sos",
  priority: "critical",
  sentence: "SOS pressed: pendant, bedroom",
  at: raisedAt,
  ...more,
});

it("never rings for a test home, whatever happens there", () => {
  expect(ringsFor([alarm("1", { mode: "test", priority: "critical" })], [press({ mode: "test" })], me)).toEqual([]);
});

it("goes on ringing for what nobody has taken, and is silent for what another operator holds", () => {
  const ringing = ringsFor([alarm("1"), alarm("2", { heldBy: { id: "u2", name: "Robin Vale" } })], [], me);
  expect(ringing.map((bell) => [bell.key, bell.repeats])).toEqual([["1 1 urgent", true]]);
});

it("rings anew for a second press, and once for one while I am answering it", () => {
  const heldBy = { id: me, name: "Ottilie Marsh" };
  const [before] = ringsFor([alarm("1", { heldBy })], [], me);
  const [afterwards] = ringsFor([alarm("1", { heldBy, rings: 2 })], [], me);
  expect(afterwards?.key).not.toBe(before?.key);
  expect(afterwards?.repeats).toBe(false);
});

it("is as insistent as the most urgent that waits, a press that is not yet recorded included", () => {
  expect(loudest(ringsFor([alarm("1"), alarm("2", { priority: "advisory" })], [], me))).toBe("urgent");
  expect(loudest(ringsFor([alarm("1")], [press()], me))).toBe("critical");
  expect(loudest([])).toBeNull();
});

it("never rings for what is technical, however it came here", () => {
  expect(ringsFor([alarm("1", { technical: true })], [], me)).toEqual([]);
});
