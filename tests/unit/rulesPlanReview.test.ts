import { expect, test } from "vitest";
import type { Plan } from "#domain/plan.ts";
import { homeOf, planOf, Story } from "./rulesStory.ts";

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
    '08:00:00 notice The plan "Home from hospital" is to be reviewed today',
    '09:00:00 notice The plan "Home from hospital" ended yesterday: only life-safety and device rules guard this home now',
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
  expect(story.lines).toEqual(['09:00:00 notice The plan "Home from hospital" is to be reviewed today']);
});
