import type { HomeFacts } from "#domain/home.ts";
import type { Plan } from "#domain/plan.ts";
import type { PlanDifference } from "#domain/planDifference.ts";
import type { SettingValue } from "#domain/suggest/suggestedSettings.ts";
import type { Plans } from "#homes/plans.ts";
import type { Backtests } from "./backtest.ts";
import type { NightRange } from "./nights.ts";

export interface TrialNeeds {
  plans: Pick<Plans, "rules" | "read">;
  backtests: Pick<Backtests, "run">;
}

/** Back-tests of one home, each of the live plan with one setting changed. Proposals of carers and suggested settings are found with these. */
export interface SettingTrials {
  /** The live plan against itself: what it would have raised. Null where the nights cannot be played. */
  present(): Promise<PlanDifference | null>;
  /** Null where the rule cannot have this setting, such as a wait over its own cap, or the nights cannot be played. */
  with(rule: string, setting: string, value: SettingValue): Promise<PlanDifference | null>;
  /** The live plan with this setting; null where the rule cannot have it. */
  plan(rule: string, setting: string, value: SettingValue): Plan | null;
}

/** Both kinds of trials throw the reason of `signal`. */
export function settingTrials({ plans, backtests }: TrialNeeds, home: HomeFacts, range: NightRange, signal: AbortSignal): SettingTrials {
  const compare = async (plan: Plan | null): Promise<PlanDifference | null> => {
    const answer = plan === null ? null : await backtests.run(home.id, plan, range, signal);
    return answer?.ok ? answer.difference : null;
  };
  const plan: SettingTrials["plan"] = (rule, setting, value) => {
    const { rules } = home.plan;
    const read = plans.read({ ...home.plan, rules: { ...rules, [rule]: { ...rules[rule], [setting]: value } } });
    return read.ok ? read.plan : null;
  };
  return { plan, present: () => compare(home.plan), with: (rule, setting, value) => compare(plan(rule, setting, value)) };
}
