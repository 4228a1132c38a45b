import type { Plan, PlanTemplate } from "#domain/plan.ts";
import type { PlanWindow } from "#domain/time/planWindow.ts";
import { weekdays } from "#domain/time/wallClock.ts";

const night: PlanWindow = { name: "night", from: "22:00", to: "07:00", days: [...weekdays] };
const aboutPeople = ["bedExit", "nightWandering", "boundary", "doorOpen", "notBack", "inactivity", "notUp"];

const common: Omit<Plan, "name" | "template" | "rules"> = {
  windows: [night],
  route: { info: "centre", advisory: "carer", urgent: "carer", critical: "centre" },
  escalation: {},
  absenceSuspends: aboutPeople,
  starts: null,
  review: null,
  ends: null,
};

const calls = { sosPress: {}, fall: {}, environment: {}, silence: {}, deviceHealth: {} };

/** A trip to the toilet raises no alarm: the advisory alarm waits for movement in another room. */
const wandering = { advisoryAt: "movement" };

/**
 * Plans to start from; the centre may change each. A rule for which a home has no device raises nothing.
 *
 * Example: "falls" watches bed, boundary and mornings, and raises an alarm after 8 hours without movement instead of the default 12.
 */
const templates: Record<PlanTemplate, Plan> = {
  basic: {
    ...common,
    name: "Basic",
    template: "basic",
    rules: { ...calls, boundary: {}, bedExit: {}, nightWandering: wandering, doorOpen: {}, inactivity: {} },
  },
  dementia: {
    ...common,
    name: "Living with dementia",
    template: "dementia",
    rules: {
      ...calls,
      boundary: {},
      bedExit: {},
      nightWandering: wandering,
      doorOpen: {},
      notBack: {},
      inactivity: {},
      notUp: {},
    },
  },
  falls: {
    ...common,
    name: "Falls risk",
    template: "falls",
    rules: { ...calls, boundary: {}, bedExit: {}, inactivity: { hours: 8 }, notUp: {} },
  },
  hospital: {
    ...common,
    name: "Home from hospital",
    template: "hospital",
    rules: { ...calls, boundary: {}, bedExit: {}, doorOpen: {}, inactivity: { hours: 8 }, notUp: {} },
  },
};

const hospitalWeeks = 6;
const hospitalReviewWeeks = 3;

/** A template as a plan. "hospital" starts on `today` ("2026-11-22"), is reviewed after three weeks (13 December) and ends after six (3 January). */
export function planFrom(template: PlanTemplate, today: string | null = null): Plan {
  const plan = templates[template];
  if (template !== "hospital" || today === null) return plan;
  const starts = Temporal.PlainDate.from(today);
  return {
    ...plan,
    starts: today,
    review: starts.add({ weeks: hospitalReviewWeeks }).toString(),
    ends: starts.add({ weeks: hospitalWeeks }).toString(),
  };
}

/** The plan of a home for which staff have chosen none. */
export const defaultPlan: Plan = planFrom("basic");
