import fc from "fast-check";
import { expect, test } from "vitest";
import type { Absence } from "#domain/absence.ts";
import { inWindows } from "#domain/time/planWindow.ts";
import { instantOf, weekdays } from "#domain/time/wallClock.ts";
import { engine, homeOf, planOf, readingOf, Story } from "../rulesStory.ts";

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** Days around a clock change, and an ordinary week. */
const beginnings = ["2026-03-27T12:00:00Z", "2026-10-23T12:00:00Z", "2026-11-22T12:00:00Z", "2026-04-03T00:00:00Z"].map((time) =>
  Date.parse(time),
);

const gap = fc.oneof(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 30, max: 750 })).map((minutes) => minutes * minute);
const lived = fc.record({
  begins: fc.constantFrom(...beginnings),
  timezone: fc.constantFrom("Europe/London", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu"),
  window: fc.record({
    from: fc.constantFrom("22:00", "23:30", "01:45"),
    to: fc.constantFrom("07:00", "02:30", "12:00"),
    days: fc.subarray([...weekdays], { minLength: 1 }),
  }),
  startsAfterDays: fc.option(fc.nat(2)),
  endsAfterDays: fc.option(fc.integer({ min: 2, max: 4 })),
  absences: fc.array(fc.record({ after: fc.integer({ min: 0, max: 2000 }), minutes: fc.integer({ min: 60, max: 1300 }) }), {
    maxLength: 2,
  }),
  gaps: fc.array(gap, { minLength: 2, maxLength: 40 }),
  looks: fc.array(fc.option(fc.double({ min: 0, max: 1, noNaN: true })), { minLength: 40, maxLength: 40 }),
});

test("a bed exit rings when it is due, when the plan starts or when the absence ends, no matter when the service looks for due timers", () => {
  const night = fc.property(lived, ({ begins, timezone, window, startsAfterDays, endsAfterDays, gaps, looks, ...more }) => {
    const dateAfter = (days: number): Temporal.PlainDate =>
      Temporal.Instant.fromEpochMilliseconds(begins + days * day)
        .toZonedDateTimeISO(timezone)
        .toPlainDate();
    const starts = startsAfterDays === null ? null : dateAfter(startsAfterDays);
    const ends = endsAfterDays === null ? null : dateAfter(endsAfterDays);
    const windows = [{ name: "night", ...window }];
    const plan = planOf({ bedExit: { returnSeconds: 0 } }, { windows, starts: starts?.toString() ?? null, ends: ends?.toString() ?? null });
    let at = begins;
    const absences = more.absences.map(({ after, minutes }, id): Absence => {
      const startsAt = at + after * minute;
      at = startsAt + minutes * minute;
      return { id: String(id), kind: "inHospital", startsAt, endsAt: at, endedAt: null, suspends: ["bedExit"] };
    });
    at = begins;
    const said = gaps.map((length, nth) => {
      at += length;
      return { at, occupied: nth % 2 === 0 };
    });
    const over = at + 3 * day;

    // A person who lies down is home. In the first ten minutes it counts only at their end, if the person still lies there.
    const lasted = absences.map(({ startsAt, endsAt }) => {
      const leftAt = startsAt + 10 * minute;
      const back = said.flatMap(({ at, occupied }, nth) =>
        !occupied || at < startsAt || at >= endsAt || (said[nth + 1]?.at ?? over) < leftAt ? [] : [Math.max(at, leftAt)],
      );
      return { startsAt, endsAt: back[0] ?? endsAt };
    });
    const startsAt = starts === null ? begins : instantOf(starts, "00:00", timezone);
    // The plan covers the night after its last day, until noon.
    const endsAt = ends === null ? over : instantOf(ends.add({ days: 1 }), "12:00", timezone);
    const expected = said.flatMap((left, nth) => {
      if (left.occupied || !inWindows(plan.windows, left.at, timezone)) return [];
      const dueAt = left.at + 20 * minute;
      let rings = Math.max(dueAt, startsAt);
      for (const one of [...lasted, ...lasted]) if (rings >= one.startsAt && rings < one.endsAt) rings = one.endsAt;
      const back = said[nth + 1]?.at ?? over;
      // At the same moment, a due timer fires before the reading. A return that ends the absence also ends the episode: no ring.
      return (rings === dueAt ? back < rings : back <= rings) || dueAt >= endsAt ? [] : [rings];
    });

    let home = homeOf([{ id: "1", name: "Bed", kind: "bed" }], "live", { plan, timezone, absences });
    let { state } = engine.start(home, begins);
    const rang: number[] = [];
    const keep = (advanced: ReturnType<typeof engine.onTime>): void => {
      state = advanced.state;
      // Otherwise the service would look for due timers without end.
      expect(state.wakeAt ?? Number.POSITIVE_INFINITY).toBeGreaterThan(state.now);
      for (const { rule, decision, at: decidedAt } of advanced.decided) {
        if (decision.do === "endAbsence")
          home = { ...home, absences: home.absences.map((one) => (one.id === decision.absenceId ? { ...one, endedAt: decidedAt } : one)) };
        else if (rule === "bedExit" && decision.do === "raise") rang.push(decidedAt);
      }
    };
    for (const [nth, { at: receivedAt, occupied }] of said.entries()) {
      keep(engine.onReading(home, state, readingOf(home, "1", { kind: "bed", occupied }, { receivedAt })));
      const look = looks[nth] ?? null;
      if (look !== null) keep(engine.onTime(home, state, receivedAt + Math.floor(look * ((said[nth + 1]?.at ?? over) - receivedAt - 1))));
    }
    keep(engine.onTime(home, state, over));
    expect(rang).toEqual(expected);
  });
  fc.assert(night, { numRuns: 300 });
});

test("a held alarm rings when the absence ends and repeats when due, even if the next reading arrives later", () => {
  const devices = [
    { id: "1", name: "Front door", kind: "door", outside: true },
    { id: "2", name: "Hall sensor", kind: "motion" },
  ] as const;
  const [startsAt, endsAt] = [Date.parse("2026-11-22T21:00:00Z"), Date.parse("2026-11-23T09:00:00Z")];
  const absences: Absence[] = [{ id: "1", kind: "onHoliday", startsAt, endsAt, endedAt: null, suspends: ["notBack"] }];
  const story = new Story(homeOf(devices, "live", { plan: planOf({ notBack: {} }), absences }), "2026-11-22T12:00:00Z")
    .says("1", { kind: "door", open: true }, "2026-11-22T15:00:00Z")
    .says("1", { kind: "door", open: false }, "2026-11-23T23:00:00Z");
  expect(story.lines.filter((line) => line.includes("urgent")).map((line) => line.slice(0, 15))).toEqual([
    "09:00:00 urgent",
    "22:00:00 urgent",
  ]);
});

test("a note after an absence goes to the alarm that rang at its end, even if the next reading arrives later", () => {
  const devices = [{ id: "1", name: "Front door", kind: "door", outside: true }] as const;
  const [startsAt, endsAt] = [Date.parse("2026-11-22T21:00:00Z"), Date.parse("2026-11-23T05:00:00Z")];
  const absences: Absence[] = [{ id: "1", kind: "carerStaying", startsAt, endsAt, endedAt: null, suspends: ["nightWandering"] }];
  const story = new Story(homeOf(devices, "live", { plan: planOf({ nightWandering: {} }), absences }), "2026-11-22T12:00:00Z")
    .says("1", { kind: "door", open: true }, "2026-11-23T03:00:00Z")
    .says("1", { kind: "door", open: false }, "2026-11-23T05:10:00Z");
  expect(story.lines.filter((_, nth) => story.decided[nth]?.rule === "nightWandering")).toEqual([
    "05:00:00 urgent Front door opened 03:00",
    "05:10:00 note Front door closed 05:10",
  ]);
});

test("an alarm that waited for the plan's first day rings when the absence of that day ends, and needs no timer before", () => {
  const [startsAt, endsAt] = [Date.parse("2026-11-22T21:00:00Z"), Date.parse("2026-11-23T09:00:00Z")];
  const absences: Absence[] = [{ id: "1", kind: "inHospital", startsAt, endsAt, endedAt: null, suspends: ["boundary"] }];
  const plan = planOf({ boundary: {} }, { starts: "2026-11-23" });
  const story = new Story(homeOf([{ id: "1", name: "Gate", kind: "boundary" }], "live", { plan, absences }), "2026-11-22T12:00:00Z")
    .says("1", { kind: "boundary", inside: false }, "2026-11-22T15:00:00Z")
    .until("2026-11-23T00:00:00Z");
  expect(story.state.wakeAt).toBe(endsAt);
  expect(story.until("2026-11-23T10:00:00Z").lines.at(-1)).toBe("09:00:00 urgent Left the safe area 15:00: Gate");
});

const lastNight = [
  { id: "1", name: "Bed", kind: "bed", room: "Bedroom" },
  { id: "2", name: "Hall motion", kind: "motion", room: "Hall" },
  { id: "3", name: "Front door", kind: "door", room: "Hall", outside: true },
] as const;

test("a plan rings until the end of the night that begins on its last day, and not in the next night", () => {
  const plan = planOf({ bedExit: {}, doorOpen: {}, nightWandering: {} }, { ends: "2026-11-22" });
  const night = (evening: string, next: string): string[] => {
    const story = new Story(homeOf(lastNight, "live", { plan }), `${evening}T20:00:00Z`)
      .says("1", { kind: "bed", occupied: true }, `${evening}T22:30:00Z`)
      .says("1", { kind: "bed", occupied: false }, `${evening}T23:58:00Z`)
      .says("3", { kind: "door", open: true }, `${evening}T23:59:00Z`)
      .until(`${next}T08:00:00Z`);
    return story.lines.filter((_, nth) => story.decided[nth]?.rule !== "planReview").map((line) => line.slice(0, 17));
  };
  expect(night("2026-11-22", "2026-11-23")).toEqual([
    "23:58:00 advisory",
    "23:59:00 urgent F",
    "00:02:00 critical",
    "00:14:00 urgent F",
    "00:18:00 urgent L",
  ]);
  expect(night("2026-11-23", "2026-11-24")).toEqual([]);
});

test("an open alarm still rises to critical after a change to a plan that starts later", () => {
  const under = { nightWandering: {} };
  const story = new Story(homeOf(lastNight, "live", { plan: planOf(under) }), "2026-11-22T20:00:00Z")
    .says("1", { kind: "bed", occupied: true }, "2026-11-22T22:30:00Z")
    .says("3", { kind: "door", open: true }, "2026-11-23T02:00:00Z")
    .changes({ plan: planOf(under, { starts: "2026-12-01" }) }, "2026-11-23T02:01:00Z")
    .until("2026-11-23T03:00:00Z");
  expect(story.lines.map((line) => line.slice(0, 17))).toContain("02:03:00 critical");
});

test.each([
  ["that starts later", planOf({ bedExit: {} }, { starts: "2026-12-01" })],
  ["that has ended", planOf({ bedExit: {} }, { ends: "2026-11-21" })],
  ["that starts later and lacks the rule", planOf({}, { starts: "2026-12-01" })],
])("a bed exit under way still rings that night after a change to a plan %s", (_, plan) => {
  const before = planOf({ bedExit: {} });
  const exitsOn = (day: string): Story => {
    const story = new Story(homeOf(lastNight, "live", { plan: before }), "2026-11-22T20:00:00Z").says(
      "1",
      { kind: "bed", occupied: true },
      "2026-11-22T22:30:00Z",
    );
    if (day === "2026-11-23") story.says("1", { kind: "bed", occupied: false }, "2026-11-23T02:00:00Z");
    story.changes({ plan }, "2026-11-23T02:10:00Z").changes({ plan: { ...plan, name: "Renamed" } }, "2026-11-23T02:11:00Z");
    if (day === "2026-11-24") story.says("1", { kind: "bed", occupied: false }, "2026-11-24T02:00:00Z");
    return story.until("2026-11-24T08:00:00Z");
  };
  const rings = (story: Story): string[] => story.lines.filter((line) => line.includes("urgent")).map((line) => line.slice(0, 25));
  expect(rings(exitsOn("2026-11-23"))).toEqual(["02:20:00 urgent Left bed "]);
  expect(rings(exitsOn("2026-11-24"))).toEqual([]);
});

test("a bed exit in the plan's last night rings even if its reading arrives after that night", () => {
  const plan = planOf({ bedExit: {} }, { ends: "2026-11-22" });
  const story = new Story(homeOf(lastNight, "live", { plan }), "2026-11-22T20:00:00Z")
    .says("1", { kind: "bed", occupied: true }, "2026-11-22T22:30:00Z")
    .says("1", { kind: "bed", occupied: false }, "2026-11-23T14:00:00Z", "2026-11-23T02:00:00Z", { historical: true })
    .until("2026-11-23T15:00:00Z");
  const rings = story.lines.filter((line) => line.includes("urgent"));
  expect(rings.map((line) => line.slice(0, 31))).toEqual(["14:00:05 urgent Left bed 02:00,"]);
});
