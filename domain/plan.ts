import { z } from "zod";
import { escalationPolicies } from "./answering/escalation.ts";
import { isStorable, line, notStorable } from "./text.ts";
import { planWindow } from "./time/planWindow.ts";
import { isTimezone } from "./time/wallClock.ts";

export const planTemplates = ["dementia", "falls", "hospital", "basic"] as const;
export type PlanTemplate = (typeof planTemplates)[number];

/** Who responds first to an alarm. */
export const firstResponder = z.enum(["carer", "centre"]);

const date = z.iso.date();

/** More than the catalogue will ever hold. It bounds the list of faults in an answer. */
const mostRules = 100;

const rulesByName = z
  .record(z.string().max(60), z.record(z.string().max(60), z.unknown()))
  .refine((rules) => Object.keys(rules).length <= mostRules, `name at most ${mostRules} rules`)
  .superRefine((rules, context) => {
    for (const fault of notStorableIn(rules)) context.addIssue({ code: "custom", ...fault });
  });

/** Rules, settings, a list, its entries: no setting of any rule is nested more deeply. */
const deepest = 4;

/** The places in unchecked settings whose text PostgreSQL cannot store. */
function notStorableIn(value: unknown, path: string[] = []): { path: string[]; message: string }[] {
  if (typeof value === "string") return isStorable(value) ? [] : [{ path, message: notStorable }];
  if (typeof value !== "object" || value === null) return [];
  if (path.length >= deepest) return [{ path, message: "remove this: no setting is nested so deeply" }];
  return Object.entries(value).flatMap(([key, inside]) => notStorableIn(inside, [...path, key]));
}

/**
 * The plan of a home: which rules watch it and with which settings, at which hours, who responds first, and from when until when.
 * This schema checks the shape. `rules/plan/readPlan.ts` checks that the rules exist and their settings are in range.
 * Life-safety rules (`guardsLife`) watch every home, whether its plan names them or not. Dates are in the home's own calendar.
 *
 * Example: `{ name: "Nights", rules: { bedExit: { exitMinutes: 15 } }, windows: [{ name: "night", from: "22:00", to: "07:00" }] }`
 * raises an alarm when the person is out of bed for 15 minutes between 22:00 and 07:00. All else has the defaults.
 */
export const plan = z.strictObject({
  name: line(80),
  template: z.enum(planTemplates).nullable().default(null),
  /** The settings of each rule, by its name. A setting that is left out has the rule's default. */
  rules: rulesByName,
  windows: z.array(planWindow).max(28).default([]),
  /** The time zone of windows and hours; the home's where it is left out. */
  timezone: z.string().max(64).refine(isTimezone, "write an IANA time zone such as Europe/London").optional(),
  route: z
    .strictObject({
      info: firstResponder.default("centre"),
      advisory: firstResponder.default("carer"),
      urgent: firstResponder.default("carer"),
      critical: firstResponder.default("centre"),
    })
    .prefault({}),
  /** Whom each priority notifies, step by step. A priority without a policy follows `route`. */
  escalation: escalationPolicies.default({}),
  /** The rules that an absence suspends where it names none itself. */
  absenceSuspends: z.array(z.string().max(60)).max(50).default([]),
  starts: date.nullable().default(null),
  review: date.nullable().default(null),
  /** The last day. The plan watches the night that begins on it until noon of the next day. */
  ends: date.nullable().default(null),
});
export type Plan = z.infer<typeof plan>;
