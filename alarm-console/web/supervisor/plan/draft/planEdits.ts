import type { EscalationPolicy } from "#domain/answering/escalation.ts";
import type { Plan } from "#domain/plan.ts";
import type { PlanWindow } from "#domain/time/planWindow.ts";

/** Returns a changed copy of a plan. The service decides whether the plan is valid. */
export type Edit = (plan: Plan) => Plan;

export const setName =
  (name: string): Edit =>
  (plan) => ({ ...plan, name });

/** A rule that is switched on again has its settings from the live plan. */
export const switchRule =
  (rule: string, on: boolean, liveSettings: Record<string, unknown> | undefined): Edit =>
  (plan) => {
    const { [rule]: _, ...others } = plan.rules;
    return { ...plan, rules: on ? { ...others, [rule]: liveSettings ?? {} } : others };
  };

export const setSetting =
  (rule: string, setting: string, value: unknown): Edit =>
  (plan) => ({ ...plan, rules: { ...plan.rules, [rule]: { ...plan.rules[rule], [setting]: value } } });

export const setWindow =
  (position: number, window: PlanWindow): Edit =>
  (plan) => ({ ...plan, windows: plan.windows.map((one, index) => (index === position ? window : one)) });

export const addWindow =
  (window: PlanWindow): Edit =>
  (plan) => ({ ...plan, windows: [...plan.windows, window] });

export const removeWindow =
  (position: number): Edit =>
  (plan) => ({ ...plan, windows: plan.windows.filter((_, index) => index !== position) });

export const setFirstResponder =
  (priority: keyof Plan["route"], responder: Plan["route"]["advisory"]): Edit =>
  (plan) => ({ ...plan, route: { ...plan.route, [priority]: responder } });

/**
 * Undefined: the priority follows its first responder again. With a policy the first responder is whom its first step notifies, so that the
 * desk says the same.
 */
export const setPolicy =
  (priority: keyof Plan["route"], policy: EscalationPolicy | undefined): Edit =>
  (plan) => {
    const { [priority]: _, ...others } = plan.escalation ?? {};
    if (policy === undefined) return { ...plan, escalation: others };
    const responder = policy[0]?.notify.some((target) => typeof target === "number") ? "carer" : "centre";
    return { ...plan, escalation: { ...others, [priority]: policy }, route: { ...plan.route, [priority]: responder } };
  };

export const setSuspendedRules =
  (absenceSuspends: string[]): Edit =>
  (plan) => ({ ...plan, absenceSuspends });

/** In place of a date that the supervisor began to type and that does not exist, such as 30 February: the service refuses it. */
export const invalidDate = "";

export const setDate =
  (which: "starts" | "review" | "ends", date: string | null): Edit =>
  (plan) => ({ ...plan, [which]: date });

/** The value that a rule uses: the plan's, else the default. */
export function settingValue(plan: Plan, rule: string, setting: { name: string; default: unknown }): unknown {
  const given = plan.rules[rule]?.[setting.name];
  return given === undefined ? setting.default : given;
}
