import { describe, expect, test } from "vitest";
import { differenceText } from "#app/commands/text/differenceText.ts";
import { lostGenuineRings } from "#domain/planDifference.ts";
import { planOf } from "../rulesStory.ts";
import {
  changesIn,
  differenceIn,
  genuine,
  inBed,
  outOfBed,
  pressed,
  staffHad,
  suspected,
  thatNight,
  toBed,
  trip,
  waiting,
} from "./recordedNights.ts";

describe("the record of an alarm", () => {
  test("an alarm has the outcome that an operator recorded", () => {
    const recorded = [staffHad({ ...genuine, outcome: "reassurance" })];
    const { alarms } = differenceIn({ ...thatNight, events: trip, recorded, present: waiting(20), proposed: waiting(20) });
    expect(alarms[0]).toMatchObject({ outcome: "reassurance", genuine: false });
    const older = [staffHad({ ...genuine, outcome: "Genuine: help was needed" })];
    const spelt = differenceIn({ ...thatNight, events: trip, recorded: older, present: waiting(20), proposed: waiting(30) });
    expect(spelt.alarms[0], "older records hold the label of the outcome").toMatchObject({ change: "lost", genuine: true });
  });

  test("a genuine alarm that would be lost gets a sentence", () => {
    const difference = differenceIn({
      ...thatNight,
      events: trip,
      recorded: [staffHad(genuine)],
      present: waiting(20),
      proposed: waiting(30),
    });
    expect(lostGenuineRings(difference)).toHaveLength(1);
    expect(difference.words).toContain(
      "It would lose the alarm of 02:20 in the night of 20 November 2026, closed as “Genuine: help was needed” (Left bed 02:00, not back after 20 min: Bed sensor, Bedroom).",
    );
  });

  test("a genuine alarm that would only come later is not lost, and a sentence says so", () => {
    const events = [toBed, outOfBed("21 02:00"), inBed("21 02:45")];
    const difference = differenceIn({ ...thatNight, events, recorded: [staffHad(genuine)], present: waiting(20), proposed: waiting(30) });
    expect(lostGenuineRings(difference)).toEqual([]);
    expect(difference.words).toContain("It would raise the alarm of 02:20 in the night of 20 November 2026");
    expect(difference.words).toContain("10 min later.");
  });

  test("a genuine alarm of an earlier plan that neither plan raises is lost, and a sentence says so", () => {
    const difference = differenceIn({
      ...thatNight,
      events: trip,
      recorded: [staffHad(genuine)],
      present: planOf({}),
      proposed: waiting(30),
    });
    expect(difference.alarms).toEqual([
      expect.objectContaining({ change: "lost", recordedOnly: true, genuine: true, after: null, night: "2026-11-20" }),
    ]);
    expect(difference.words).toContain("Neither plan raises the alarm of 02:20");
    expect(lostGenuineRings(difference)).toHaveLength(1);
  });

  test("a genuine alarm of an earlier plan that the proposed plan raises again is gained", () => {
    const difference = differenceIn({
      ...thatNight,
      events: trip,
      recorded: [staffHad(genuine)],
      present: planOf({}),
      proposed: waiting(20),
    });
    expect(difference.alarms).toEqual([expect.objectContaining({ change: "gained", genuine: true, recordedOnly: false })]);
    expect(lostGenuineRings(difference)).toEqual([]);
  });

  test("an alarm of the proposed plan hours after a genuine one does not replace it", () => {
    const events = [...trip, outOfBed("21 05:00"), inBed("21 05:50")];
    const difference = differenceIn({ ...thatNight, events, recorded: [staffHad(genuine)], present: planOf({}), proposed: waiting(30) });
    expect(changesIn(difference)).toEqual(["lost: 02:20 urgent → –", "gained: – → 05:30 urgent"]);
    expect(lostGenuineRings(difference)).toHaveLength(1);
  });
});

describe("the rings of an alarm that staff had", () => {
  test("each ring of one open genuine alarm counts as lost, for any of them may be the one that needed help", () => {
    const events = [...trip, outOfBed("21 03:00"), inBed("21 03:50")];
    const recorded = [staffHad({ ...genuine, closed: "21 06:30" })];
    const difference = differenceIn({ ...thatNight, events, recorded, present: waiting(20), proposed: waiting(30) });
    expect(changesIn(difference)).toEqual(["lost: 02:20 urgent → –", "later: 03:20 urgent → 03:30 urgent"]);
    expect(lostGenuineRings(difference)).toHaveLength(1);
    expect(difference.woken).toEqual({ before: 2, after: 1 });
  });

  test("a genuine alarm with rings in four nights gets one sentence that names each ring", () => {
    const nights = ["17", "18", "19", "20"];
    const events = [inBed("16 22:30"), ...nights.flatMap((day) => [outOfBed(`${day} 02:00`), inBed(`${day} 02:25`)])];
    const recorded = [staffHad({ ...genuine, raised: "17 02:20", closed: "20 09:00" })];
    const difference = differenceIn({ from: "16", to: "20", events, recorded, present: waiting(20), proposed: waiting(30) });
    expect(lostGenuineRings(difference)).toHaveLength(4);
    expect(new Set(difference.alarms.map(({ recordedAt }) => recordedAt))).toEqual(new Set(["2026-11-17T02:20:00.000Z"]));
    expect(difference.words.match(/It would lose/g)).toHaveLength(1);
    expect(difference.words).toContain("It would lose the alarm of 02:20 in the night of 16 November 2026, closed as “Genuine");
    expect(difference.words).toContain(
      ", with its further rings of 02:20 in the night of 17 November 2026, 02:20 in the night of 18 November 2026, 02:20 in the night of 19 November 2026.",
    );
    expect(differenceText(difference).match(/LOST: a later ring of the same alarm/g)).toHaveLength(3);
  });

  test("a press after an operator closed the alarm, or in another night, is another alarm", () => {
    const events = [pressed("20 20:00"), pressed("20 20:05"), pressed("20 21:00"), pressed("21 14:00")];
    const recorded = [
      staffHad({ rule: "sosPress", episode: "sos", raised: "20 20:00", closed: "20 20:30", outcome: "genuine" }),
      staffHad({ rule: "sosPress", episode: "sos", raised: "20 21:00", closed: "20 21:10", outcome: "accidental" }),
    ];
    const { alarms } = differenceIn({ from: "20", to: "22", events, recorded, present: planOf({}), proposed: waiting(20) });
    expect(alarms.map(({ change, before, outcome }) => `${change} ${before?.at.slice(8, 16)} ${outcome}`)).toEqual([
      "same 20T20:00 genuine",
      "same 20T21:00 accidental",
      "same 21T14:00 null",
    ]);
  });

  test("a call for help that a plan only delays is later, never lost", () => {
    const cancel = (cancelSeconds: number) => planOf({ fall: { cancelSeconds } });
    const difference = differenceIn({ ...thatNight, events: [suspected("21 02:00")], present: cancel(20), proposed: cancel(60) });
    expect(difference.alarms.map(({ change }) => change)).toEqual(["later"]);
  });
});
