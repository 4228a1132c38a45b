import { wasNeeded } from "#domain/carers/carerCause.ts";
import { wouldWake } from "#domain/carers/longerWait.ts";
import type { HomeFacts } from "#domain/home.ts";
import type { PlanDifference } from "#domain/planDifference.ts";
import {
  type EventDelay,
  leastHeardNights,
  mostRingsIn,
  type SettingValue,
  type SuggestedSetting,
  type SuggestedSettings,
  suggestionWords,
} from "#domain/suggest/suggestedSettings.ts";
import { lastNights } from "#domain/time/nightDate.ts";
import { eventWords } from "#rules/compare/injectedEvent.ts";
import type { Backtests } from "../backtest.ts";
import { type SettingTrials, settingTrials, type TrialNeeds } from "../settingTrials.ts";
import type { EventRings, EventTrial } from "./eventRings.ts";
import { type Suggestible, suggestible, valuesToTry } from "./suggestible.ts";

export interface SuggestNeeds extends TrialNeeds {
  backtests: Pick<Backtests, "run" | "eventRings">;
}

/** Events are injected into so many of the nights, spread evenly. */
const eventNights = 5;

/**
 * For each rule with a wait, the quickest setting that would have rung at most once in 14 of the last nights without need. It never loses an
 * alarm that was needed, and stays between the floor and the ceiling of `suggestible.ts`. An event, injected into recorded nights, shows what the
 * setting costs in delay. It changes nothing: a supervisor decides. `now` is the home's clock in epoch ms. Throws the reason of `signal`.
 *
 * Example: bed exits of 22, 24, 33 and 34 minutes in 28 nights, and a wait of 20. 30 minutes would have rung twice and are suggested.
 */
export async function suggestSettings(
  needs: SuggestNeeds,
  home: HomeFacts,
  { nights, now }: { nights: number; now: number },
  signal: AbortSignal,
): Promise<SuggestedSettings> {
  const from = new Date(lastNights(nights, now, home.timezone).from).toISOString();
  const trials = settingTrials(needs, home, { from }, signal);
  const present = await trials.present();
  const heardNights = present?.heardNights ?? 0;
  const about = { homeId: home.id, nights: present?.nights.length ?? 0, heardNights, next: null };
  if (present === null || heardNights < leastHeardNights) return { ...about, enough: false, items: [] };
  const found: Found[] = [];
  for (const one of suggestible) {
    const described = describedIn(needs, home, one);
    if (described !== null) found.push(await quickest(trials, present, described));
  }
  const delays = await delaysOf(needs, home, trials, found, present.nights, signal);
  return { ...about, enough: true, items: found.map((one) => itemOf(one, delays.get(one) ?? null, heardNights)) };
}

interface Described extends Suggestible {
  title: string;
  settingTitle: string;
  unit: string | null;
  now: SettingValue;
}

/** Null where the live plan does not have the rule. */
function describedIn({ plans }: SuggestNeeds, { plan }: HomeFacts, one: Suggestible): Described | null {
  const rule = plans.rules.find(({ name }) => name === one.rule);
  const setting = rule?.settings.find(({ name }) => name === one.setting);
  const given = plan.rules[one.rule];
  if (rule === undefined || setting === undefined || given === undefined) return null;
  const now = (given[one.setting] ?? setting.default) as SettingValue;
  return { ...one, title: rule.title, settingTitle: setting.title, unit: setting.unit, now };
}

interface Found extends Described {
  ringsNow: number;
  mostRings: number;
  /** Null: no value is quiet enough. */
  best: { value: SettingValue; rings: number; difference: PlanDifference } | null;
}

/** Halves the range of values at each back-test: a slower setting rings less often, and a quicker one loses fewer alarms that were needed. */
async function quickest(trials: SettingTrials, present: PlanDifference, one: Described): Promise<Found> {
  const values = valuesToTry(one, one.now);
  const mostRings = mostRingsIn(present.heardNights);
  let best: Found["best"] = null;
  let [low, high] = [0, values.length - 1];
  while (low <= high) {
    const middle = Math.floor((low + high) / 2);
    const value = values[middle] as SettingValue;
    const difference = value === one.now ? present : await trials.with(one.rule, one.setting, value);
    const isTooSlow = difference === null || wouldWake(difference, one.rule) === null;
    const rings = difference === null ? 0 : needlessRings(difference, one.rule);
    if (!isTooSlow && rings > mostRings) low = middle + 1;
    else high = middle - 1;
    if (!isTooSlow && rings <= mostRings) best = { value, rings, difference };
  }
  return { ...one, mostRings, ringsNow: needlessRings(present, one.rule), best };
}

/** Alarms of the rule that ring and were not needed, as far as is known. */
const needlessRings = ({ alarms }: PlanDifference, rule: string): number =>
  alarms.filter(({ rule: of, technical, after, carerCause: cause, outcome }) => {
    return of === rule && !technical && after !== null && after.priority !== "info" && wasNeeded({ cause, outcome }) !== true;
  }).length;

/** One query for the readings of each night serves all rules. */
async function delaysOf(
  { backtests }: SuggestNeeds,
  home: HomeFacts,
  trials: SettingTrials,
  found: readonly Found[],
  nights: readonly string[],
  signal: AbortSignal,
): Promise<Map<Found, EventDelay>> {
  const changed = found.flatMap((one) => {
    const suggested = one.best === null || one.best.value === one.now ? null : trials.plan(one.rule, one.setting, one.best.value);
    return suggested === null ? [] : [{ one, trial: { rule: one.rule, kind: one.event, live: home.plan, suggested } satisfies EventTrial }];
  });
  // The last night may not be over.
  const before = nights.slice(0, -1);
  const chosen = before.filter((_, place) => place % Math.max(1, Math.ceil(before.length / eventNights)) === 0);
  const rings = await backtests.eventRings(
    home,
    changed.map(({ trial }) => trial),
    chosen,
    signal,
  );
  return new Map(changed.flatMap(({ one }, place) => delayOf(one, rings[place] ?? [])));
}

function delayOf(one: Found, rings: readonly EventRings[]): [Found, EventDelay][] {
  if (rings.length === 0) return [];
  const later = rings.flatMap(({ live, suggested }) =>
    live === null || suggested === null ? [] : [Math.round((suggested - live) / 60_000)],
  );
  const delay: EventDelay = {
    event: eventWords[one.event],
    nights: rings.length,
    foundNow: rings.filter(({ live }) => live !== null).length,
    foundThen: rings.filter(({ suggested }) => suggested !== null).length,
    leastMinutes: later.length === 0 ? null : Math.min(...later),
    mostMinutes: later.length === 0 ? null : Math.max(...later),
  };
  return [[one, delay]];
}

function itemOf(
  { rule, title, setting, settingTitle, unit, now, values, ringsNow, mostRings, best }: Found,
  delay: EventDelay | null,
  heardNights: number,
): SuggestedSetting {
  const isSame = best?.value === now;
  const item = {
    ...{ rule, title, setting, settingTitle, unit, now, ringsNow, mostRings, delay },
    suggested: best?.value ?? null,
    floor: values[0],
    ceiling: values.at(-1) ?? values[0],
    ringsThen: best?.rings ?? null,
    difference: isSame || best === null ? null : onlyRule(best.difference, rule),
  };
  return { ...item, words: suggestionWords(item, heardNights) };
}

/** Other rules are the same under both plans, and are not shown. */
const onlyRule = (difference: PlanDifference, rule: string): PlanDifference => ({
  ...difference,
  alarms: difference.alarms.filter((alarm) => alarm.rule === rule),
});
