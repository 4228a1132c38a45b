import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createPlanBacktest } from "#rules/compare/comparePlans.ts";
import { anyStream, type Stream, startsAt } from "../engine/randomStreams.ts";
import { engine, everyRule, planOf } from "../rulesStory.ts";
import {
  changesIn,
  differenceIn,
  inBed,
  moved,
  november,
  opened,
  outOfBed,
  pressed,
  staffHad,
  thatNight,
  toBed,
  trip,
  waiting,
} from "./recordedNights.ts";

describe("an alarm under the present and the proposed plan", () => {
  test("is the same if nothing about it changes", () => {
    expect(changesIn(differenceIn({ ...thatNight, events: trip, present: waiting(20), proposed: waiting(20) }))).toEqual([
      "same: 02:20 urgent → 02:20 urgent",
    ]);
  });

  test("is lost if the proposed plan waits until the person is back, and gained if it is the present plan that does", () => {
    const lost = differenceIn({ ...thatNight, events: trip, present: waiting(20), proposed: waiting(30) });
    expect(changesIn(lost)).toEqual(["lost: 02:20 urgent → –"]);
    expect(lost.alarms[0]).toMatchObject({ rule: "bedExit", episode: "2", night: "2026-11-20", outcome: null, genuine: false });
    const gained = differenceIn({ ...thatNight, events: trip, present: waiting(30), proposed: waiting(20) });
    expect(changesIn(gained)).toEqual(["gained: – → 02:20 urgent"]);
  });

  test("is later or earlier if the person stays away", () => {
    const away = [toBed, outOfBed("21 02:00")];
    const later = differenceIn({ ...thatNight, events: away, present: waiting(20), proposed: waiting(30) });
    expect(changesIn(later)).toEqual(["later: 02:20 urgent → 02:30 urgent"]);
    const earlier = differenceIn({ ...thatNight, events: away, present: waiting(30), proposed: waiting(20) });
    expect(changesIn(earlier)).toEqual(["earlier: 02:30 urgent → 02:20 urgent"]);
  });

  test("is lower or higher if it rings at the same time with another highest priority", () => {
    const wandering = (leftHomeMinutes: number) => planOf({ nightWandering: { leftHomeMinutes } });
    const events = [toBed, outOfBed("21 02:00"), opened("21 02:01"), moved("21 02:20"), inBed("21 02:25")];
    const lower = differenceIn({ ...thatNight, events, present: wandering(3), proposed: wandering(30) });
    expect(changesIn(lower)).toEqual(["lower: 02:00 critical → 02:00 urgent"]);
    const higher = differenceIn({ ...thatNight, events, present: wandering(30), proposed: wandering(3) });
    expect(changesIn(higher)).toEqual(["higher: 02:00 urgent → 02:00 critical"]);
  });

  test("is earlier or later if it reaches the same priority at another time, even with the same first ring", () => {
    const wandering = (leftHomeMinutes: number) => planOf({ nightWandering: { leftHomeMinutes } });
    const events = [toBed, outOfBed("21 02:00"), opened("21 02:01")];
    const difference = differenceIn({ ...thatNight, events, present: wandering(3), proposed: wandering(10) });
    expect(changesIn(difference)).toEqual(["later: 02:00 critical → 02:00 critical"]);
  });

  test("of a short trip is lost and does not match that of a long trip in the same night", () => {
    const events = [...trip, outOfBed("21 05:00"), inBed("21 05:50")];
    expect(changesIn(differenceIn({ ...thatNight, events, present: waiting(20), proposed: waiting(30) }))).toEqual([
      "lost: 02:20 urgent → –",
      "later: 05:20 urgent → 05:30 urgent",
    ]);
  });

  test("has the date of the evening before, until noon", () => {
    const events = [pressed("20 11:59"), pressed("20 12:01"), pressed("20 23:59"), pressed("21 00:01"), pressed("21 11:59")];
    const recorded = events.map(([raised]) =>
      staffHad({ rule: "sosPress", episode: "sos", raised, closed: raised, outcome: "accidental" }),
    );
    const { alarms, nights } = differenceIn({ from: "19", to: "21", events, recorded, present: planOf({}), proposed: planOf({}) });
    expect(alarms.map(({ night }) => night.slice(-2))).toEqual(["19", "20", "20", "20", "20"]);
    expect(nights).toEqual(["2026-11-19", "2026-11-20"]);
  });
});

describe("at the first and last night of a comparison", () => {
  test("earlier rings do not count, and the rules know what happened before", () => {
    const events = [toBed, outOfBed("20 23:05")];
    const nights = { from: "20 23:20", to: "21" };
    const during = differenceIn({ ...nights, events, present: waiting(20), proposed: waiting(30) });
    expect(changesIn(during)).toEqual(["later: 23:25 urgent → 23:35 urgent"]);
    const before = differenceIn({ ...nights, events, present: waiting(10), proposed: waiting(10) });
    expect(changesIn(before)).toEqual([]);
  });

  test("an alarm after the end under one plan is later, not lost", () => {
    const events = [toBed, outOfBed("21 05:35")];
    const difference = differenceIn({ from: "20", to: "21 06:00", events, present: waiting(20), proposed: waiting(30) });
    expect(changesIn(difference)).toEqual(["later: 05:55 urgent → 06:05 urgent"]);
  });

  test("a plan that starts tomorrow or ended yesterday is compared all the same", () => {
    const proposed = { ...waiting(20), starts: "2027-01-01" };
    const present = { ...waiting(20), ends: "2026-01-01" };
    expect(changesIn(differenceIn({ ...thatNight, events: trip, present, proposed }))).toEqual(["same: 02:20 urgent → 02:20 urgent"]);
  });

  test("an absence of that time suspends rules under both plans, though it is over now", () => {
    const absences = [
      {
        id: "1",
        kind: "inHospital" as const,
        startsAt: november("20 12:00"),
        endsAt: november("21 12:00"),
        endedAt: november("21 11:00"),
        suspends: ["bedExit"],
      },
    ];
    expect(changesIn(differenceIn({ ...thatNight, events: trip, absences, present: waiting(20), proposed: waiting(10) }))).toEqual([]);
  });
});

describe("for any readings of a home", () => {
  const compared = (stream: Stream, present = everyRule, proposed = everyRule) => {
    const { plan: _, ...home } = stream.home;
    const backtest = createPlanBacktest(engine, {
      home,
      present,
      proposed,
      from: startsAt,
      to: startsAt + 14 * 86_400_000,
      isNewest: true,
    });
    for (const event of stream.events) if ("reading" in event) backtest.take(event.reading);
    return backtest.difference(startsAt + 20 * 86_400_000, []);
  };

  test("a plan does not differ from itself", () => {
    fc.assert(
      fc.property(anyStream, (stream) => {
        const { alarms, woken } = compared(stream);
        expect(alarms.filter(({ change, technical }) => change !== "same" || technical)).toEqual([]);
        expect(woken.after).toBe(woken.before);
      }),
      { numRuns: 200 },
    );
  });

  test("what a change of plan gains, the opposite change loses", () => {
    const other = planOf({ bedExit: { exitMinutes: 40 }, nightWandering: { leftHomeMinutes: 20 }, fall: {} });
    const undone = {
      same: "same",
      gained: "lost",
      lost: "gained",
      earlier: "later",
      later: "earlier",
      higher: "lower",
      lower: "higher",
    };
    fc.assert(
      fc.property(anyStream, (stream) => {
        const there = compared(stream, everyRule, other).alarms.map(({ change, rule, episode }) => `${undone[change]} ${rule} ${episode}`);
        const back = compared(stream, other, everyRule).alarms.map(({ change, rule, episode }) => `${change} ${rule} ${episode}`);
        expect(there.toSorted()).toEqual(back.toSorted());
      }),
      { numRuns: 200 },
    );
  });
});
