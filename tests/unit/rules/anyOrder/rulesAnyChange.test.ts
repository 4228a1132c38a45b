import fc from "fast-check";
import { expect, test } from "vitest";
import type { Absence } from "#domain/absence.ts";
import { type Priority, priorities } from "#domain/alarm.ts";
import type { HomeFacts } from "#domain/home.ts";
import type { Plan } from "#domain/plan.ts";
import type { PlanWindow } from "#domain/time/planWindow.ts";
import { weekdays } from "#domain/time/wallClock.ts";
import { catalogue } from "#rules/catalogue.ts";
import { loadState, saveState } from "#rules/engine/snapshot.ts";
import { engine, homeOf, planOf, Story } from "../rulesStory.ts";
import { endsAt, evening, everyDevice, minuteMs, moves, nights, type Said } from "./anyNight.ts";

/** Random nights with late readings, changes of plan, absences and plan dates, in combinations that no hand-written test covers. */

const settings: Readonly<Record<string, readonly Plan["rules"][string][]>> = {
  bedExit: [{}, { exitMinutes: 5, capMinutes: 6 }, { exitMinutes: 60, capMinutes: 120 }],
  nightWandering: [{}, { advisoryAt: "movement" }, { leftHomeMinutes: 30 }],
  boundary: [{}, { windows: ["night"] }],
  doorOpen: [{}, { nightMinutes: 60, dayMinutes: 15 }],
  notBack: [{}, { backBy: "23:00" }, { backBy: "03:00", awayMinutes: 5 }],
  inactivity: [{}, { hours: 2 }, { hours: 1, windows: [] }],
  notUp: [{}, { by: "05:00", since: "01:00" }],
};
const names = Object.keys(settings);
const night = (from: string, to: string, days: PlanWindow["days"] = [...weekdays]): PlanWindow => ({ name: "night", from, to, days });
const windows = fc.constantFrom(
  [night("22:00", "07:00")],
  [night("23:30", "02:00"), night("04:00", "09:00")],
  [night("21:00", "08:00", ["sun"])],
);
const date = fc.constantFrom(null, null, null, "2026-11-22", "2026-11-23", "2026-11-24");
const plans = fc
  .record({
    some: fc.subarray(names),
    picks: fc.array(fc.nat(5), { minLength: names.length, maxLength: names.length }),
    windows,
    starts: date,
    ends: date,
  })
  .map(({ some, picks, windows, starts, ends }) => {
    const rules = some.map((name, nth) => [name, settings[name]?.[(picks[nth] ?? 0) % (settings[name]?.length ?? 1)] ?? {}]);
    return planOf(Object.fromEntries(rules), {
      windows: [...windows],
      starts,
      ends: starts !== null && ends !== null && ends < starts ? null : ends,
    });
  });
const changes = fc.array(fc.record({ minute: fc.integer({ min: 1, max: 900 }), plan: plans }), { maxLength: 3 });
const absences = fc
  .array(fc.record({ from: fc.integer({ min: -60, max: 600 }), minutes: fc.integer({ min: 1, max: 900 }), suspends: fc.subarray(names) }), {
    maxLength: 2,
  })
  .map((all) =>
    all.map(({ from, minutes, suspends }, place): Absence => {
      const startsAt = evening + from * minuteMs;
      return { id: `a${place}`, kind: "carerStaying", startsAt, endsAt: startsAt + minutes * minuteMs, endedAt: null, suspends };
    }),
  );
const delay = fc.oneof(fc.constant(0), fc.constant(0), fc.integer({ min: 0, max: 90_000 }), fc.integer({ min: 0, max: 600 * minuteMs }));
const lives = fc.record({ readings: nights, delays: fc.infiniteStream(delay), plan: plans, changes, absences });

type Happening = { at: number } & ({ said: Said; plan?: never } | { plan: Plan; said?: never });

/** Runs the events one by one, each timer at its time. Before event number `cut` the state is saved in a snapshot and loaded again. */
function lived(first: HomeFacts, happenings: readonly Happening[], cut = -1): Story {
  const iso = (instant: number): string => new Date(instant).toISOString();
  const story = new Story(first, iso(evening));
  const wait = (to: number): void => {
    for (let due = story.state.wakeAt; due !== null && due <= to; due = story.state.wakeAt) story.until(iso(due));
    story.until(iso(to));
  };
  for (const [nth, { at, said, plan }] of happenings.toSorted((a, b) => a.at - b.at).entries()) {
    wait(at - 1);
    if (nth === cut) {
      const loaded = loadState(catalogue, saveState(catalogue, story.state));
      if (loaded === null) throw new Error("the saved state could not be read");
      story.state = engine.applyHomeChange(story.home, loaded, loaded.now, true).state;
    }
    if (plan !== undefined) story.changes({ plan }, iso(at));
    else story.says(said.device, said.value, iso(at), iso(said.time), { historical: true, seq: said.time });
  }
  wait(endsAt);
  expect(story.faults).toEqual([]);
  return story;
}

const rank = (priority: Priority | undefined): number => (priority === undefined ? -1 : priorities.indexOf(priority));

/** The priority with which each ongoing episode rang. */
const goingOn = ({ state }: Story) =>
  Object.fromEntries(
    Object.entries(state.ringing)
      .filter(([key]) => names.some((name) => key.startsWith(`${name}/`)))
      .map(([key, { priority }]) => [key, priority]),
  );

const lateAndTimely = (readings: readonly Said[], delays: Iterator<number>) => ({
  late: readings.map((said) => ({ at: said.time + delays.next().value, said })),
  timely: readings.map((said) => ({ at: said.time, said })),
});

test("late readings ring for the same ongoing episodes as readings on time, with no lower priorities", () => {
  fc.assert(
    fc.property(lives, ({ readings, delays, plan, absences }) => {
      const home = homeOf(everyDevice, "live", { plan, absences });
      const { late, timely } = lateAndTimely(readings, delays);
      const rang = goingOn(lived(home, late));
      const ringsOnTime = goingOn(lived(home, timely));
      expect(Object.keys(rang).sort()).toEqual(Object.keys(ringsOnTime).sort());
      // What comes late may show that a sensor is in doubt: an alarm that rang urgently before stays urgent.
      for (const [key, priority] of Object.entries(ringsOnTime)) expect(rank(rang[key]), key).toBeGreaterThanOrEqual(rank(priority));
    }),
    { numRuns: 300 },
  );
});

test("after changes of plan and a late reading, every episode rings that the present plan alone would ring for, and nothing that rang is taken back", () => {
  fc.assert(
    fc.property(lives, ({ readings, delays, plan, changes, absences }) => {
      const home = homeOf(everyDevice, "live", { plan, absences });
      const changed = changes.map(({ minute, plan }) => ({ at: evening + minute * minuteMs + 7, plan })).toSorted((a, b) => a.at - b.at);
      const { late, timely } = lateAndTimely(readings, delays);
      const last = Math.max(evening, ...late.map(({ at }) => at), ...changed.map(({ at }) => at));
      const said: Said = { device: "6", value: moves, time: evening + 1 };
      const inPlan = changed.at(-1)?.plan ?? plan;
      // A replay needs a late reading that a rule of the plan reads.
      fc.pre(catalogue.some(({ name, reads }) => name in inPlan.rules && reads.includes("motion")));
      const now = lived(home, [...late, ...changed, { at: last + minuteMs, said }]);
      const asIfAlways = goingOn(lived({ ...home, plan: inPlan }, [{ at: said.time, said }, ...timely]));
      const known = goingOn(now);
      for (const [key, priority] of Object.entries(asIfAlways)) expect(rank(known[key])).toBeGreaterThanOrEqual(rank(priority));
      const changedAt = changed.at(-1)?.at ?? 0;
      for (const [key, { since }] of Object.entries(now.state.ringing))
        if (key in known && !(key in asIfAlways)) expect(since <= changedAt || !inPlan.rules[key.split("/")[0] ?? ""]).toBe(true);
    }),
    { numRuns: 300 },
  );
});

test("a restart at any event of the night leads to the same alarms and notes", () => {
  fc.assert(
    fc.property(lives, fc.nat(20), ({ readings, delays, plan, changes, absences }, cut) => {
      const home = homeOf(everyDevice, "live", { plan, absences });
      const changed = changes.map(({ minute, plan }) => ({ at: evening + minute * minuteMs + 7, plan }));
      const happenings = [...readings.map((said) => ({ at: said.time + delays.next().value, said })), ...changed];
      expect(lived(home, happenings, cut).lines).toEqual(lived(home, happenings).lines);
    }),
    { numRuns: 300 },
  );
});
