import type { Plan } from "#domain/plan.ts";
import type { PlanWindow } from "#domain/time/planWindow.ts";

/** Edits give back a new plan; whether it makes sense is the service's to say. */
export type Edit = (plan: Plan) => Plan;

export const nameIt =
  (name: string): Edit =>
  (plan) => ({ ...plan, name });

/** Switched on again, a rule has the settings that it had in the plan that is live. */
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
  (place: number, window: PlanWindow): Edit =>
  (plan) => ({ ...plan, windows: plan.windows.map((one, index) => (index === place ? window : one)) });

export const addWindow =
  (window: PlanWindow): Edit =>
  (plan) => ({ ...plan, windows: [...plan.windows, window] });

export const removeWindow =
  (place: number): Edit =>
  (plan) => ({ ...plan, windows: plan.windows.filter((_, index) => index !== place) });

export const tellFirst =
  (priority: keyof Plan["route"], whom: Plan["route"]["advisory"]): Edit =>
  (plan) => ({ ...plan, route: { ...plan.route, [priority]: whom } });

export const suspend =
  (absenceSuspends: string[]): Edit =>
  (plan) => ({ ...plan, absenceSuspends });

/** In place of a date that somebody began to write and that is none, such as 30 February: the service refuses it. */
export const noDate = "";

export const setDate =
  (which: "starts" | "review" | "ends", date: string | null): Edit =>
  (plan) => ({ ...plan, [which]: date });

/** The value that a rule goes by: what the plan says, else what is usual. */
export function settingValue(plan: Plan, rule: string, setting: { name: string; default: unknown }): unknown {
  const given = plan.rules[rule]?.[setting.name];
  return given === undefined ? setting.default : given;
}
