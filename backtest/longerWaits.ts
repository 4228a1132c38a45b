import { bestWait, type TriedWait, type WokenByRule, waitsToTry, wokenByRule, wouldWake } from "#domain/carers/longerWait.ts";
import type { HomeFacts } from "#domain/home.ts";
import { settingTrials, type TrialNeeds } from "./settingTrials.ts";

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

export type LongerWaitNeeds = TrialNeeds;

/** More often than this a rule is worth a back-test: it takes a second or two. */
const oftenEnough = 2;

/**
 * Which rules woke the carer in the last 14 nights, and whether a longer wait would have done so less often, by back-tests of the live plan with
 * that wait alone changed. Rules that guard life get no longer wait. Throws the reason of `signal`.
 *
 * Example: bed exits of 22, 24 and 50 minutes, and a wait of 20. "Left bed and not back" woke 3 times; with 25 minutes once.
 */
export async function longerWaits(needs: LongerWaitNeeds, home: HomeFacts, signal: AbortSignal): Promise<NightsByRule> {
  const trials = settingTrials(needs, home, {}, signal);
  const present = await trials.present();
  if (present === null) return { nights: 0, heardNights: 0, rules: [] };
  const rules: RuleNights[] = [];
  for (const one of wokenByRule(present)) {
    const rule = needs.plans.rules.find(({ name }) => name === one.rule);
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
      const difference = await trials.with(one.rule, name, minutes);
      if (difference !== null) tried.push({ minutes, wouldWake: wouldWake(difference, one.rule) });
    }
    const best = bestWait(one.woken, tried);
    return best === null ? null : { setting: name, now, ...best };
  }
}
