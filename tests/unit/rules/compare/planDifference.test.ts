import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { differenceText } from "#app/commands/text/differenceText.ts";
import { lostGenuineRings } from "#domain/planDifference.ts";
import { createPlanBacktest } from "#rules/compare/planDifference.ts";
import { anyStream, type Stream, startsAt } from "../engine/randomStreams.ts";
import { engine, everyRule, planOf } from "../rulesStory.ts";
import { changesIn, differenceIn, inBed, moved, november, opened, outOfBed, pressed, staffHad, suspected } from "./recordedNights.ts";

const waiting = (exitMinutes: number) => planOf({ bedExit: { exitMinutes } });
const toBed = inBed("20 22:30");
/** A trip of 25 minutes in the night of the 20th. */
const trip = [toBed, outOfBed("21 02:00"), inBed("21 02:25")];
const thatNight = { from: "20", to: "21" };

describe("an alarm under the present and the proposed plan", () => {
  test("is the same where nothing of it changes", () => {
    expect(changesIn(differenceIn({ ...thatNight, said: trip, present: waiting(20), proposed: waiting(20) }))).toEqual([
      "same: 02:20 urgent → 02:20 urgent",
    ]);
  });

  test("is lost where the proposed plan waits until the person is back, and gained the other way round", () => {
    const lost = differenceIn({ ...thatNight, said: trip, present: waiting(20), proposed: waiting(30) });
    expect(changesIn(lost)).toEqual(["lost: 02:20 urgent → –"]);
    expect(lost.alarms[0]).toMatchObject({ rule: "bedExit", episode: "2", night: "2026-11-20", outcome: null, genuine: false });
    const gained = differenceIn({ ...thatNight, said: trip, present: waiting(30), proposed: waiting(20) });
    expect(changesIn(gained)).toEqual(["gained: – → 02:20 urgent"]);
  });

  test("is later or earlier where the person stays away", () => {
    const away = [toBed, outOfBed("21 02:00")];
    const later = differenceIn({ ...thatNight, said: away, present: waiting(20), proposed: waiting(30) });
    expect(changesIn(later)).toEqual(["later: 02:20 urgent → 02:30 urgent"]);
    const earlier = differenceIn({ ...thatNight, said: away, present: waiting(30), proposed: waiting(20) });
    expect(changesIn(earlier)).toEqual(["earlier: 02:30 urgent → 02:20 urgent"]);
  });

  test("is lower or higher where it rings at the same time and grows less or more", () => {
    const wandering = (leftHomeMinutes: number) => planOf({ nightWandering: { leftHomeMinutes } });
    const said = [toBed, outOfBed("21 02:00"), opened("21 02:01"), moved("21 02:20"), inBed("21 02:25")];
    const lower = differenceIn({ ...thatNight, said, present: wandering(3), proposed: wandering(30) });
    expect(changesIn(lower)).toEqual(["lower: 02:00 critical → 02:00 urgent"]);
    const higher = differenceIn({ ...thatNight, said, present: wandering(30), proposed: wandering(3) });
    expect(changesIn(higher)).toEqual(["higher: 02:00 urgent → 02:00 critical"]);
  });

  test("that becomes as strong at another time is earlier or later, for all that it begins the same", () => {
    const wandering = (leftHomeMinutes: number) => planOf({ nightWandering: { leftHomeMinutes } });
    const said = [toBed, outOfBed("21 02:00"), opened("21 02:01")];
    const difference = differenceIn({ ...thatNight, said, present: wandering(3), proposed: wandering(10) });
    expect(changesIn(difference)).toEqual(["later: 02:00 critical → 02:00 critical"]);
  });

  test("of two trips in one night is not mistaken for the other: the short one is lost, the long one stays", () => {
    const said = [...trip, outOfBed("21 05:00"), inBed("21 05:50")];
    expect(changesIn(differenceIn({ ...thatNight, said, present: waiting(20), proposed: waiting(30) }))).toEqual([
      "lost: 02:20 urgent → –",
      "later: 05:20 urgent → 05:30 urgent",
    ]);
  });

  test("belongs to the night on whose date it began, and to the morning after it until noon", () => {
    const said = [pressed("20 11:59"), pressed("20 12:01"), pressed("20 23:59"), pressed("21 00:01"), pressed("21 11:59")];
    const recorded = said.map(([raised]) => staffHad({ rule: "sosPress", episode: "sos", raised, closed: raised, outcome: "accidental" }));
    const { alarms, nights } = differenceIn({ from: "19", to: "21", said, recorded, present: planOf({}), proposed: planOf({}) });
    expect(alarms.map(({ night }) => night.slice(-2))).toEqual(["19", "20", "20", "20", "20"]);
    expect(nights).toEqual(["2026-11-19", "2026-11-20"]);
  });
});

describe("at the edges of the nights asked for", () => {
  test("what rang before them is not counted, and what the rules knew before them is known", () => {
    const said = [toBed, outOfBed("20 23:05")];
    const nights = { from: "20 23:20", to: "21" };
    const during = differenceIn({ ...nights, said, present: waiting(20), proposed: waiting(30) });
    expect(changesIn(during)).toEqual(["later: 23:25 urgent → 23:35 urgent"]);
    const before = differenceIn({ ...nights, said, present: waiting(10), proposed: waiting(10) });
    expect(changesIn(before)).toEqual([]);
  });

  test("what comes later than their end under one plan is later, not lost", () => {
    const said = [toBed, outOfBed("21 05:35")];
    const difference = differenceIn({ from: "20", to: "21 06:00", said, present: waiting(20), proposed: waiting(30) });
    expect(changesIn(difference)).toEqual(["later: 05:55 urgent → 06:05 urgent"]);
  });

  test("a plan that starts tomorrow, or ended yesterday, is asked what it would have done", () => {
    const proposed = { ...waiting(20), starts: "2027-01-01" };
    const present = { ...waiting(20), ends: "2026-01-01" };
    expect(changesIn(differenceIn({ ...thatNight, said: trip, present, proposed }))).toEqual(["same: 02:20 urgent → 02:20 urgent"]);
  });

  test("an absence that is over by now suspended then, under both plans", () => {
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
    expect(changesIn(differenceIn({ ...thatNight, said: trip, absences, present: waiting(20), proposed: waiting(10) }))).toEqual([]);
  });
});

const genuine = { rule: "bedExit", episode: "2", raised: "21 02:20", closed: "21 02:50", outcome: "genuine" };

describe("what staff had", () => {
  test("an alarm carries what operators recorded as its outcome", () => {
    const recorded = [staffHad({ ...genuine, outcome: "reassurance" })];
    const { alarms } = differenceIn({ ...thatNight, said: trip, recorded, present: waiting(20), proposed: waiting(20) });
    expect(alarms[0]).toMatchObject({ outcome: "reassurance", genuine: false });
    const older = [staffHad({ ...genuine, outcome: "Genuine: help was needed" })];
    const spelt = differenceIn({ ...thatNight, said: trip, recorded: older, present: waiting(20), proposed: waiting(30) });
    expect(spelt.alarms[0], "it was written so before spellings were one").toMatchObject({ change: "lost", genuine: true });
  });

  test("a genuine alarm that would be lost is named in words", () => {
    const difference = differenceIn({
      ...thatNight,
      said: trip,
      recorded: [staffHad(genuine)],
      present: waiting(20),
      proposed: waiting(30),
    });
    expect(lostGenuineRings(difference)).toHaveLength(1);
    expect(difference.words).toContain(
      "It would lose the alarm of 02:20 in the night of 20 November 2026, closed as “Genuine: help was needed” (Left bed 02:00, not back after 20 min: Bed sensor, Bedroom).",
    );
  });

  test("one that would only come later is not lost, and said to come later", () => {
    const said = [toBed, outOfBed("21 02:00"), inBed("21 02:45")];
    const difference = differenceIn({ ...thatNight, said, recorded: [staffHad(genuine)], present: waiting(20), proposed: waiting(30) });
    expect(lostGenuineRings(difference)).toEqual([]);
    expect(difference.words).toContain("It would raise the alarm of 02:20 in the night of 20 November 2026");
    expect(difference.words).toContain("10 min later.");
  });

  test("one that rang under an earlier plan, and that neither plan raises, is lost and said to be so", () => {
    const difference = differenceIn({
      ...thatNight,
      said: trip,
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

  test("one that rang under an earlier plan, and that the proposed plan brings back, is gained", () => {
    const difference = differenceIn({
      ...thatNight,
      said: trip,
      recorded: [staffHad(genuine)],
      present: planOf({}),
      proposed: waiting(20),
    });
    expect(difference.alarms).toEqual([expect.objectContaining({ change: "gained", genuine: true, recordedOnly: false })]);
    expect(lostGenuineRings(difference)).toEqual([]);
  });

  test("an alarm of the proposed plan hours after a genuine one does not stand for it", () => {
    const said = [...trip, outOfBed("21 05:00"), inBed("21 05:50")];
    const difference = differenceIn({ ...thatNight, said, recorded: [staffHad(genuine)], present: planOf({}), proposed: waiting(30) });
    expect(changesIn(difference)).toEqual(["lost: 02:20 urgent → –", "gained: – → 05:30 urgent"]);
    expect(lostGenuineRings(difference)).toHaveLength(1);
  });

  test("of trips that joined one open alarm each counts: nobody knows for which of them it was genuine", () => {
    const said = [...trip, outOfBed("21 03:00"), inBed("21 03:50")];
    const recorded = [staffHad({ ...genuine, closed: "21 06:30" })];
    const difference = differenceIn({ ...thatNight, said, recorded, present: waiting(20), proposed: waiting(30) });
    expect(changesIn(difference)).toEqual(["lost: 02:20 urgent → –", "later: 03:20 urgent → 03:30 urgent"]);
    expect(lostGenuineRings(difference)).toHaveLength(1);
    expect(difference.woken).toEqual({ before: 2, after: 1 });
  });

  test("an alarm that rang over four nights before it was closed as genuine is one alarm in words, and each ring is shown", () => {
    const nights = ["17", "18", "19", "20"];
    const said = [inBed("16 22:30"), ...nights.flatMap((day) => [outOfBed(`${day} 02:00`), inBed(`${day} 02:25`)])];
    const recorded = [staffHad({ ...genuine, raised: "17 02:20", closed: "20 09:00" })];
    const difference = differenceIn({ from: "16", to: "20", said, recorded, present: waiting(20), proposed: waiting(30) });
    expect(lostGenuineRings(difference)).toHaveLength(4);
    expect(new Set(difference.alarms.map(({ recordedAt }) => recordedAt))).toEqual(new Set(["2026-11-17T02:20:00.000Z"]));
    expect(difference.words.match(/It would lose/g)).toHaveLength(1);
    expect(difference.words).toContain("It would lose the alarm of 02:20 in the night of 16 November 2026, closed as “Genuine");
    expect(difference.words).toContain(
      ", with its further rings of 02:20 in the night of 17 November 2026, 02:20 in the night of 18 November 2026, 02:20 in the night of 19 November 2026.",
    );
    expect(differenceText(difference).match(/LOST: a later ring of the same alarm/g)).toHaveLength(3);
  });

  test("presses are cut where operators closed, and a press of another night is another alarm", () => {
    const said = [pressed("20 20:00"), pressed("20 20:05"), pressed("20 21:00"), pressed("21 14:00")];
    const recorded = [
      staffHad({ rule: "sosPress", episode: "sos", raised: "20 20:00", closed: "20 20:30", outcome: "genuine" }),
      staffHad({ rule: "sosPress", episode: "sos", raised: "20 21:00", closed: "20 21:10", outcome: "accidental" }),
    ];
    const { alarms } = differenceIn({ from: "20", to: "22", said, recorded, present: planOf({}), proposed: waiting(20) });
    expect(alarms.map(({ change, before, outcome }) => `${change} ${before?.at.slice(8, 16)} ${outcome}`)).toEqual([
      "same 20T20:00 genuine",
      "same 20T21:00 accidental",
      "same 21T14:00 null",
    ]);
  });

  test("a call for help that a plan only delays is later, and never lost", () => {
    const cancel = (cancelSeconds: number) => planOf({ fall: { cancelSeconds } });
    const difference = differenceIn({ ...thatNight, said: [suspected("21 02:00")], present: cancel(20), proposed: cancel(60) });
    expect(difference.alarms.map(({ change }) => change)).toEqual(["later"]);
  });
});

describe("in words", () => {
  const nightly = Array.from({ length: 9 }, (_, n) => {
    const morning = String(9 + n).padStart(2, "0");
    // Of nine trips three are long.
    return [outOfBed(`${morning} 02:00`), inBed(`${morning} 02:${n % 3 === 0 ? "50" : "25"}`)];
  }).flat();

  const everyEvening = Array.from({ length: 14 }, (_, n) => inBed(`${String(8 + n).padStart(2, "0")} 22:30`));

  test("how often the carer would have been woken, and is at present", () => {
    const { words, woken } = differenceIn({
      from: "08",
      to: "22",
      last: true,
      said: [inBed("08 22:00"), ...nightly, ...everyEvening],
      present: waiting(20),
      proposed: waiting(30),
    });
    expect(woken).toEqual({ before: 9, after: 3 });
    expect(words).toBe("In the last 14 nights this plan would have woken the carer 3 times; the present plan 9 times.");
  });

  test("of nights in which nothing was heard from the home nothing is known", () => {
    const asked = { from: "08", to: "22", last: true, present: waiting(20), proposed: waiting(30) };
    expect(differenceIn({ ...asked, said: [inBed("08 22:00"), ...nightly] }).words).toBe(
      "In the last 14 nights this plan would have woken the carer 3 times; the present plan 9 times. The home sent readings in only 9 of these nights.",
    );
    expect(differenceIn({ ...asked, said: [] }).words).toBe(
      "In the last 14 nights this plan would have woken the carer 0 times; the present plan 0 times. The home sent no readings in these nights, so they cannot show what either plan would do.",
    );
  });

  test("nights of the past are named by their date, and once is once", () => {
    const { words } = differenceIn({ ...thatNight, said: trip, present: waiting(20), proposed: waiting(30) });
    expect(words).toBe("In the night of 20 November 2026 this plan would have woken the carer 0 times; the present plan once.");
  });

  test("what the centre is told of first wakes no carer, nor does what rings by day", () => {
    const toCentre = { ...waiting(20), route: { ...waiting(20).route, urgent: "centre" as const } };
    expect(differenceIn({ ...thatNight, said: trip, present: waiting(20), proposed: toCentre }).woken).toEqual({ before: 1, after: 0 });
    const nap = (exitMinutes: number) =>
      planOf(
        { bedExit: { exitMinutes, windows: ["nap"] } },
        { windows: [{ name: "nap", from: "13:00", to: "16:00", days: ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] }] },
      );
    const said = [inBed("20 13:30"), outOfBed("20 14:00"), inBed("20 15:00")];
    const difference = differenceIn({ ...thatNight, said, present: nap(20), proposed: nap(30) });
    expect(changesIn(difference)).toEqual(["later: 14:20 urgent → 14:30 urgent"]);
    expect(difference.woken).toEqual({ before: 0, after: 0 });
  });

  test("a plan with a shorter night is measured by the night as it is", () => {
    const shortNight = planOf(
      { bedExit: { windows: ["night", "morning"] } },
      {
        windows: (["night", "morning"] as const).map((name) => ({
          name,
          from: name === "night" ? "22:00" : "02:00",
          to: name === "night" ? "02:00" : "07:00",
          days: ["mon", "tue", "wed", "thu", "fri", "sat", "sun"],
        })),
      },
    );
    expect(differenceIn({ ...thatNight, said: trip, present: waiting(20), proposed: shortNight }).woken).toEqual({ before: 1, after: 1 });
  });

  test("where the plan has a zone of its own, night is night there, and times are told by its clock", () => {
    // From 22:00 to 07:00 in New York it is 03:00 to 12:00 in London.
    const said = [inBed("20 18:00"), outOfBed("20 18:30"), inBed("20 23:30"), outOfBed("21 09:00"), inBed("21 09:25")];
    const zone = { timezone: "America/New_York" };
    const { alarms, woken, timezone, words } = differenceIn({
      ...thatNight,
      said,
      recorded: [staffHad({ ...genuine, raised: "21 09:20", closed: "21 09:40" })],
      present: { ...waiting(20), ...zone },
      proposed: waiting(30),
    });
    expect(alarms.map(({ change, before, night }) => [change, before?.wakes, night])).toEqual([["lost", true, "2026-11-20"]]);
    expect([woken, timezone]).toEqual([{ before: 1, after: 0 }, "America/New_York"]);
    expect(words).toContain("the alarm of 04:20 in the night of 20 November 2026");
    expect(words).toContain("(Left bed 04:00, not back after 20 min");
    const zoneless = differenceIn({ ...thatNight, said, present: planOf({}), proposed: { ...waiting(20), ...zone } });
    expect([zoneless.woken, zoneless.timezone], "the night as the present plan has it").toEqual([{ before: 0, after: 0 }, "Europe/London"]);
  });

  test("what begins by day and grows in the night wakes", () => {
    const doors = planOf({ doorOpen: {} });
    const said = [opened("20 20:30")];
    const { alarms, woken } = differenceIn({ ...thatNight, said, present: doors, proposed: planOf({}) });
    expect(alarms[0]?.before).toMatchObject({ at: "2026-11-20T21:30:00.000Z", priority: "urgent", wakes: true });
    expect(woken).toEqual({ before: 1, after: 0 });
  });
});

describe("whatever a home's devices say", () => {
  const compared = (stream: Stream, present = everyRule, proposed = everyRule) => {
    const { plan: _, ...home } = stream.home;
    const backtest = createPlanBacktest(engine, { home, present, proposed, from: startsAt, to: startsAt + 14 * 86_400_000, last: true });
    for (const event of stream.events) if ("reading" in event) backtest.take(event.reading);
    return backtest.difference(startsAt + 20 * 86_400_000, []);
  };

  test("a plan differs in nothing from itself", () => {
    fc.assert(
      fc.property(anyStream, (stream) => {
        const { alarms, woken } = compared(stream);
        expect(alarms.filter(({ change, technical }) => change !== "same" || technical)).toEqual([]);
        expect(woken.after).toBe(woken.before);
      }),
      { numRuns: 200 },
    );
  });

  test("what one change gains, its undoing loses", () => {
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
