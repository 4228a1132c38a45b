import { bestWait, type TriedWait, type WokenByRule, waitsToTry, wokenByRule, wouldWake } from "#domain/carers/longerWait.ts";
import type { HomeFacts } from "#domain/home.ts";
import type { Plan } from "#domain/plan.ts";
import type { PlanDifference } from "#domain/planDifference.ts";
import type { Plans } from "#homes/plans.ts";
import type { Backtests } from "./backtest.ts";

/** A rule that woke the carer, and the longer wait that would have woken less often. */
export interface RuleNights extends WokenByRule {
  /** The heading of the rule. */
  title: string;
  /** Null: the rule has no wait, or no longer one is better. */
  instead: { setting: string; now: number; minutes: number; wouldWake: number } | null;
}

export interface NightsByRule {
  nights: number;
  /** Nights with readings. */
  heardNights: number;
  rules: RuleNights[];
}

export interface LongerWaitNeeds {
  plans: Pick<Plans, "rules" | "read">;
  backtests: Pick<Backtests, "run">;
}

/** More often than this a rule is worth a back-test: it takes a second or two. */
const oftenEnough = 2;

/**
 * Which rules woke the carer in the last 14 nights, and whether a longer wait would have done so less often, by back-tests of the live plan with
 * that wait alone changed. Rules that guard life get no longer wait. Throws the reason of `signal`.
 *
 * Example: bed exits of 22, 24 and 50 minutes, and a wait of 20. "Left bed and not back" woke 3 times; with 25 minutes once.
 */
export async function longerWaits({ plans, backtests }: LongerWaitNeeds, home: HomeFacts, signal: AbortSignal): Promise<NightsByRule> {
  const compare = async (plan: Plan): Promise<PlanDifference | null> => {
    const answer = await backtests.run(home.id, plan, {}, signal);
    return answer.ok ? answer.difference : null;
  };
  const present = await compare(home.plan);
  if (present === null) return { nights: 0, heardNights: 0, rules: [] };
  const rules: RuleNights[] = [];
  for (const one of wokenByRule(present)) {
    const rule = plans.rules.find(({ name }) => name === one.rule);
    const setting = rule?.guardsLife ? undefined : rule?.settings.find(({ name }) => name === rule.nightWait);
    const instead = setting === undefined || one.woken - one.needed < oftenEnough ? null : await insteadOf(one, setting);
    rules.push({ ...one, title: rule?.title ?? one.rule, instead });
  }
  return { nights: present.nights.length, heardNights: present.heardNights, rules };

  async function insteadOf(
    one: WokenByRule,
    { name, maximum, default: usual }: { name: string; maximum: number | null; default: unknown },
  ) {
    const now = Number(home.plan.rules[one.rule]?.[name] ?? usual);
    const tried: TriedWait[] = [];
    for (const minutes of waitsToTry(now, maximum ?? Infinity)) {
      const plan = withWait(plans, home.plan, one.rule, name, minutes);
      const difference = plan === null ? null : await compare(plan);
      if (difference !== null) tried.push({ minutes, wouldWake: wouldWake(difference, one.rule) });
    }
    const best = bestWait(one.woken, tried);
    return best === null ? null : { setting: name, now, ...best };
  }
}

/** The plan with another wait of one rule; null where the rule cannot have it, such as one over its own cap. */
export function withWait(plans: Pick<Plans, "read">, plan: Plan, rule: string, setting: string, minutes: number): Plan | null {
  const read = plans.read({ ...plan, rules: { ...plan.rules, [rule]: { ...plan.rules[rule], [setting]: minutes } } });
  return read.ok ? read.plan : null;
}
