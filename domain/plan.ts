import { z } from "zod";
import { isStorable, line, notStorable } from "./text.ts";
import { planWindow } from "./time/planWindow.ts";
import { isTimezone } from "./time/wallClock.ts";

export const planTemplates = ["dementia", "falls", "hospital", "basic"] as const;
export type PlanTemplate = (typeof planTemplates)[number];

/** Who hears of an alarm of a priority first. */
export const firstResponder = z.enum(["carer", "centre"]);

const date = z.iso.date();

/** More rules than there ever will be; nobody reads the faults of more. */
const mostRules = 100;

const rulesByName = z
  .record(z.string().max(60), z.record(z.string().max(60), z.unknown()))
  .refine((rules) => Object.keys(rules).length <= mostRules, `a plan names at most ${mostRules} rules`)
  .superRefine((rules, context) => {
    for (const fault of notStorableIn(rules)) context.addIssue({ code: "custom", ...fault });
  });

/** From a plan's rules to what stands in a list of a setting, and one more; nothing that any rule reads lies deeper. */
const deepest = 4;

/** Where in foreign settings something stands that cannot be kept. */
function notStorableIn(value: unknown, path: string[] = []): { path: string[]; message: string }[] {
  if (typeof value === "string") return isStorable(value) ? [] : [{ path, message: notStorable }];
  if (typeof value !== "object" || value === null) return [];
  if (path.length >= deepest) return [{ path, message: "lies deeper than any setting" }];
  return Object.entries(value).flatMap(([key, inside]) => notStorableIn(inside, [...path, key]));
}

/**
 * Which rules guard a home, with their settings, when, and who is told first. This is its shape; whether its rules exist
 * and their settings are in range is known where the rules are (rules/plan.ts). Rules that guard life guard every home,
 * named or not. Dates are the home's own.
 */
export const plan = z.strictObject({
  name: line(80),
  template: z.enum(planTemplates).nullable().default(null),
  /** By the rule's name, its settings; a setting left out is the rule's default. */
  rules: rulesByName,
  windows: z.array(planWindow).max(28).default([]),
  /** The zone in which windows and hours are read; the home's where left out. */
  timezone: z.string().max(64).refine(isTimezone, "an IANA time zone such as Europe/London").optional(),
  route: z
    .strictObject({
      info: firstResponder.default("centre"),
      advisory: firstResponder.default("carer"),
      urgent: firstResponder.default("carer"),
      critical: firstResponder.default("centre"),
    })
    .prefault({}),
  /** What an absence suspends where it does not say itself: rules by name. */
  absenceSuspends: z.array(z.string().max(60)).max(50).default([]),
  starts: date.nullable().default(null),
  review: date.nullable().default(null),
  /** The last day; the night that begins on it is guarded to its noon. */
  ends: date.nullable().default(null),
});
export type Plan = z.infer<typeof plan>;
