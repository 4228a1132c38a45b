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

it("a test home never rings, even for a critical alarm", () => {
  expect(ringsFor([alarm("1", { mode: "test", priority: "critical" })], [press({ mode: "test" })], me)).toEqual([]);
});

it("an unclaimed alarm rings repeatedly; an alarm that another operator has claimed is silent", () => {
  const rings = ringsFor([alarm("1"), alarm("2", { heldBy: { id: "u2", name: "Robin Vale" } })], [], me);
  expect(rings.map((ring) => [ring.key, ring.repeats])).toEqual([["1 1 urgent", true]]);
});

it("a second press rings again, and only once while I am answering", () => {
  const heldBy = { id: me, name: "Ottilie Marsh" };
  const [before] = ringsFor([alarm("1", { heldBy })], [], me);
  const [afterwards] = ringsFor([alarm("1", { heldBy, rings: 2 })], [], me);
  expect(afterwards?.key).not.toBe(before?.key);
  expect(afterwards?.repeats).toBe(false);
});

it("the most urgent waiting alarm decides the sound, and a press that is not yet recorded counts", () => {
  expect(loudest(ringsFor([alarm("1"), alarm("2", { priority: "advisory" })], [], me))).toBe("urgent");
  expect(loudest(ringsFor([alarm("1")], [press()], me))).toBe("critical");
  expect(loudest([])).toBeNull();
});

it("a technical alarm never rings", () => {
  expect(ringsFor([alarm("1", { technical: true })], [], me)).toEqual([]);
});
