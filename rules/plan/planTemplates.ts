import type { Plan, PlanTemplate } from "#domain/plan.ts";
import type { PlanWindow } from "#domain/time/planWindow.ts";
import { weekdays } from "#domain/time/wallClock.ts";

const night: PlanWindow = { name: "night", from: "22:00", to: "07:00", days: [...weekdays] };
const aboutPeople = ["bedExit", "nightWandering", "boundary", "doorOpen", "notBack", "inactivity", "notUp"];

const common: Omit<Plan, "name" | "template" | "rules"> = {
  windows: [night],
  route: { info: "centre", advisory: "carer", urgent: "carer", critical: "centre" },
  absenceSuspends: aboutPeople,
  starts: null,
  review: null,
  ends: null,
};

const calls = { sosPress: {}, fall: {}, environment: {}, silence: {}, deviceHealth: {} };

/** A trip to the toilet rings nobody: the advisory alarm waits for movement elsewhere. */
const wandering = { advisoryAt: "movement" };

/** What a plan begins with; each is the centre's to change. A rule whose devices a home does not have stays quiet. */
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

/** A template as a plan that starts on `today` ("2026-11-22"); home from hospital is reviewed after three weeks and ends after six. */
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

/** Guards a home for which nobody chose a plan. */
export const defaultPlan: Plan = planFrom("basic");
