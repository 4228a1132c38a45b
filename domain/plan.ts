import { z } from "zod";
import { planWindow } from "./planWindow.ts";
import { isTimezone } from "./wallClock.ts";

export const planTemplates = ["dementia", "falls", "hospital", "basic"] as const;
export type PlanTemplate = (typeof planTemplates)[number];

/** Who hears of an alarm of a strength first. */
export const firstTold = z.enum(["carer", "centre"]);

const date = z.iso.date();

/**
 * Which rules guard a home, with their settings, when, and who is told first. This is its shape; whether its rules exist
 * and their settings are in range is known where the rules are (rules/plan.ts). Rules that guard life guard every home,
 * named or not. Dates are the home's own.
 */
export const plan = z.strictObject({
  name: z.string().trim().min(1).max(80),
  template: z.enum(planTemplates).nullable().default(null),
  /** By the rule's name, its settings; a setting left out is the rule's default. */
  rules: z.record(z.string().max(60), z.record(z.string().max(60), z.unknown())),
  windows: z.array(planWindow).max(28).default([]),
  /** The zone in which windows and hours are read; the home's where left out. */
  timezone: z.string().max(64).refine(isTimezone, "an IANA time zone such as Europe/London").optional(),
  route: z
    .strictObject({
      notice: firstTold.default("centre"),
      gentle: firstTold.default("carer"),
      urgent: firstTold.default("carer"),
      critical: firstTold.default("centre"),
    })
    .prefault({}),
  /** What an absence suspends where it does not say itself: rules by name. */
  absenceSuspends: z.array(z.string().max(60)).max(50).default([]),
  starts: date.nullable().default(null),
  review: date.nullable().default(null),
  /** The last day on which it guards. */
  ends: date.nullable().default(null),
});
export type Plan = z.infer<typeof plan>;
