import { expect, test } from "vitest";
import type { Plan } from "#domain/plan.ts";
import { homeOf, planOf, Story } from "../rulesStory.ts";

const door = { id: "1", name: "Front door", kind: "door", outside: true };
const planWith = (more: Partial<Plan>) => planOf({ doorOpen: {} }, { name: "Home from hospital", ...more });
const homeWith = (more: Partial<Plan>) => homeOf([door], "live", { plan: planWith(more) });
const begins = "2026-10-11T12:00:00Z";

test("staff are told on the day of review, at nine by the home's clock, and on the day after the last", () => {
  // Clocks go back on 25 October.
  const story = new Story(homeWith({ starts: "2026-10-11", review: "2026-10-20", ends: "2026-11-22" }), begins).until(
    "2026-10-20T07:59:59Z",
  );
  expect(story.lines).toEqual([]);
  story.until("2026-12-24T12:00:00Z");
  expect(story.lines).toEqual([
    '08:00:00 info The plan "Home from hospital" is to be reviewed today',
    '09:00:00 info The plan "Home from hospital" ended yesterday: only life-safety and device rules guard this home from noon on',
  ]);
  expect(story.decided.map(({ at }) => new Date(at).toISOString().slice(0, 10))).toEqual(["2026-10-20", "2026-11-23"]);
  expect(story.episodes).toEqual(["planReview/review", "planReview/end"]);
});

test("a plan without dates wakes nobody", () => {
  expect(new Story(homeWith({}), begins).until("2030-01-01T00:00:00Z").lines).toEqual([]);
});

test("a review put off is told on its new day alone", () => {
  const story = new Story(homeWith({ review: "2026-10-20" }), begins);
  story.changes({ plan: planWith({ review: "2026-10-27" }) }, "2026-10-19T12:00:00Z").until("2026-12-24T12:00:00Z");
  expect(story.lines).toEqual(['09:00:00 info The plan "Home from hospital" is to be reviewed today']);
});

test("a review set for today after nine is told at once, and once however often the home changes that day", () => {
  const story = new Story(homeWith({}), begins);
  story.changes({ plan: planWith({ review: "2026-10-20" }) }, "2026-10-20T08:30:00Z").until("2026-10-20T09:00:00Z");
  const told = ['08:30:00 info The plan "Home from hospital" is to be reviewed today'];
  expect(story.lines).toEqual(told);
  story.changes({ plan: planWith({ review: "2026-10-20", windows: [] }) }, "2026-10-20T10:00:00Z").until("2026-12-24T12:00:00Z");
  expect(story.lines).toEqual(told);
  const onTime = new Story(homeWith({ review: "2026-10-20" }), begins).until("2026-10-20T09:00:00Z");
  onTime.changes({ plan: planWith({ review: "2026-10-20" }) }, "2026-10-20T10:00:00Z").until("2026-12-24T12:00:00Z");
  expect(onTime.lines).toEqual(['08:00:00 info The plan "Home from hospital" is to be reviewed today']);
  const past = new Story(homeWith({}), begins);
  expect(past.changes({ plan: planWith({ review: "2026-10-19" }) }, "2026-10-20T10:00:00Z").until("2026-12-24T12:00:00Z").lines).toEqual(
    [],
  );
});

test("what can no longer be read of a plan is told at once, anew where it is something else, and is over when the plan is whole", () => {
  const kettle = { path: "rules.kettle", message: "there is no rule kettle; the rules are fall" };
  const tooLong = { path: "rules.doorOpen.nightMinutes", message: "too big" };
  const story = new Story({ ...homeWith({}), unreadableParts: [kettle] }, begins);
  story.changes({ unreadableParts: [kettle] }, "2026-10-11T12:01:00Z");
  story.changes({ unreadableParts: [kettle, tooLong] }, "2026-10-11T12:02:00Z").until("2026-10-11T12:02:30Z");
  story.changes({ unreadableParts: [] }, "2026-10-11T12:03:00Z").until("2026-12-24T12:00:00Z");
  expect(story.lines).toEqual([
    "12:00:00 technical Of this home's plan a part cannot be read and does not guard: rules.kettle (there is no rule kettle)",
    "12:02:00 note Another part of the plan cannot be read",
    "12:02:00 technical Of this home's plan 2 parts cannot be read and do not guard: rules.kettle (there is no rule kettle), rules.doorOpen.nightMinutes (too big)",
    "12:03:00 note The plan can be read as a whole",
  ]);
});
