import { expect, test } from "vitest";
import type { Absence } from "#domain/absence.ts";
import { homeOf, planOf, Story } from "../rulesStory.ts";

/** A late reading, an absence and a new plan that reach the service in the same millisecond lead to the same alarms in any order. */

const devices = [
  { id: "1", name: "Bed", kind: "bed", room: "Bedroom" },
  { id: "2", name: "Hall motion", kind: "motion", room: "Hall" },
] as const;
const at = "2026-11-23T03:00:00Z";
const carerStays: Absence = {
  id: "9",
  kind: "carerStaying",
  startsAt: Date.parse(at),
  endsAt: Date.parse("2026-11-23T05:00:00Z"),
  endedAt: null,
  suspends: ["bedExit"],
};
const bed = (occupied: boolean) => ({ kind: "bed", occupied }) as const;

function ordersOf<One>(all: readonly One[]): One[][] {
  return all.length < 2 ? [[...all]] : all.flatMap((one) => ordersOf(all.filter((other) => other !== one)).map((rest) => [one, ...rest]));
}

const night = (): Story =>
  new Story(homeOf(devices, "live", { plan: planOf({ bedExit: {} }) }), "2026-11-22T20:00:00Z").says(
    "1",
    bed(true),
    "2026-11-22T22:00:00Z",
  );
const absence = (story: Story): Story => story.changes({ absences: [carerStays] }, at);
const newPlan = (story: Story): Story => story.changes({ plan: planOf({ bedExit: {}, inactivity: {} }) }, at);

test.each<[string, (story: Story) => Story, (story: Story) => Story, RegExp[]]>([
  [
    "an old leaving is held and rings when the absence ends",
    (story) => story.says("2", { kind: "motion", detected: true }, "2026-11-23T02:50:00Z"),
    (story) => story.says("1", bed(false), at, "2026-11-23T02:15:00Z", { historical: true }),
    [/^05:00:00 urgent Left bed 02:15/],
  ],
  [
    "an old return ends the alarm that rang, and nothing rings after the absence",
    (story) => story.says("1", bed(false), "2026-11-23T02:00:00Z").until("2026-11-23T02:59:00Z"),
    (story) => story.says("1", bed(true), at, "2026-11-23T02:10:00Z", { historical: true }),
    [/^02:20:00 urgent Left bed 02:00/, /^03:00:00 note Back in bed/],
  ],
])("%s, in any order", (_, before, late, expected) => {
  for (const order of ordersOf([late, absence, newPlan])) {
    const story = order.reduce((known, next) => next(known), before(night()));
    expect(story.until("2026-11-23T07:30:00Z").lines.filter((line) => /Left bed|Back in bed/.test(line))).toEqual(
      expected.map((line) => expect.stringMatching(line)),
    );
  }
});
