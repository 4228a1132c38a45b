import { expect, test } from "vitest";
import type { Plan } from "#domain/plan.ts";
import { homeOf, planOf, Story } from "../rulesStory.ts";

const door = { id: "1", name: "Front door", kind: "door", outside: true };
const planWith = (more: Partial<Plan>) => planOf({ doorOpen: {} }, { name: "Home from hospital", ...more });
const homeWith = (more: Partial<Plan>) => homeOf([door], "live", { plan: planWith(more) });
const begins = "2026-10-11T12:00:00Z";

test("staff are reminded at 09:00 local time on the review date and on the day after the last day", () => {
  // Clocks go back on 25 October.
  const story = new Story(homeWith({ starts: "2026-10-11", review: "2026-10-20", ends: "2026-11-22" }), begins).until(
    "2026-10-20T07:59:59Z",
  );
  expect(story.lines).toEqual([]);
  story.until("2026-12-24T12:00:00Z");
  expect(story.lines).toEqual([
    '08:00:00 info Review the plan "Home from hospital" today',
    '09:00:00 info The plan "Home from hospital" ended yesterday: from noon only life-safety and device rules watch this home',
  ]);
  expect(story.decided.map(({ at }) => new Date(at).toISOString().slice(0, 10))).toEqual(["2026-10-20", "2026-11-23"]);
  expect(story.episodes).toEqual(["planReview/review", "planReview/end"]);
});

test("a plan without dates raises nothing", () => {
  expect(new Story(homeWith({}), begins).until("2030-01-01T00:00:00Z").lines).toEqual([]);
});

test("a review that is put off is raised only on its new day", () => {
  const story = new Story(homeWith({ review: "2026-10-20" }), begins);
  story.changes({ plan: planWith({ review: "2026-10-27" }) }, "2026-10-19T12:00:00Z").until("2026-12-24T12:00:00Z");
  expect(story.lines).toEqual(['09:00:00 info Review the plan "Home from hospital" today']);
});

test("a review that is set for today after 09:00 is raised at once, and only once though the home changes again that day", () => {
  const story = new Story(homeWith({}), begins);
  story.changes({ plan: planWith({ review: "2026-10-20" }) }, "2026-10-20T08:30:00Z").until("2026-10-20T09:00:00Z");
  const raised = ['08:30:00 info Review the plan "Home from hospital" today'];
  expect(story.lines).toEqual(raised);
  story.changes({ plan: planWith({ review: "2026-10-20", windows: [] }) }, "2026-10-20T10:00:00Z").until("2026-12-24T12:00:00Z");
  expect(story.lines).toEqual(raised);
  const onTime = new Story(homeWith({ review: "2026-10-20" }), begins).until("2026-10-20T09:00:00Z");
  onTime.changes({ plan: planWith({ review: "2026-10-20" }) }, "2026-10-20T10:00:00Z").until("2026-12-24T12:00:00Z");
  expect(onTime.lines).toEqual(['08:00:00 info Review the plan "Home from hospital" today']);
  const past = new Story(homeWith({}), begins);
  expect(past.changes({ plan: planWith({ review: "2026-10-19" }) }, "2026-10-20T10:00:00Z").until("2026-12-24T12:00:00Z").lines).toEqual(
    [],
  );
});

test("a part of the plan that cannot be read is raised at once, again when the parts change, and ends when all can be read", () => {
  const kettle = { path: "rules.kettle", message: "there is no rule kettle; the rules are fall" };
  const tooLong = { path: "rules.doorOpen.nightMinutes", message: "too big" };
  const story = new Story({ ...homeWith({}), unreadableParts: [kettle] }, begins);
  story.changes({ unreadableParts: [kettle] }, "2026-10-11T12:01:00Z");
  story.changes({ unreadableParts: [kettle, tooLong] }, "2026-10-11T12:02:00Z").until("2026-10-11T12:02:30Z");
  story.changes({ unreadableParts: [] }, "2026-10-11T12:03:00Z").until("2026-12-24T12:00:00Z");
  expect(story.lines).toEqual([
    "12:00:00 technical 1 part of this home's plan cannot be read, so that the home is not guarded by it: rules.kettle (there is no rule kettle)",
    "12:02:00 note The unreadable parts of the plan have changed",
    "12:02:00 technical 2 parts of this home's plan cannot be read, so that the home is not guarded by them: rules.kettle (there is no rule kettle), rules.doorOpen.nightMinutes (too big)",
    "12:03:00 note All parts of the plan can be read again",
  ]);
});
