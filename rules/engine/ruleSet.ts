import type { HomeFacts } from "#domain/home.ts";
import type { Plan } from "#domain/plan.ts";
import { type ReadingKind, readingKinds } from "#domain/reading.ts";
import type { PlanWindow } from "#domain/time/planWindow.ts";
import type { Rule } from "../rule.ts";

/** A rule as it guards a home: with the settings that its plan gives it, parsed, and the windows that these name. */
export interface ActiveRule {
  rule: Rule;
  /** The rule's own, at hand: rules are objects of many shapes, and guards of one, which is what a million look-ups a second notice. */
  onReading: Rule["onReading"];
  isEventTime: boolean;
  /** The rule's place in the catalogue, and of its slot in a home's state. */
  place: number;
  settings: unknown;
  windows: readonly PlanWindow[];
}

/** A plan made ready for the engine: who guards, and who reads what. Homes with the same plan share one. */
export interface RuleSet {
  all: readonly ActiveRule[];
  /** By the rule's place; undefined where the plan leaves it out. */
  byPlace: readonly (ActiveRule | undefined)[];
  /** The names of all rules in order of happening, those too that the plan leaves out. */
  eventTimeRules: ReadonlySet<string>;
  arrivalTimeReaders: ReadonlyMap<ReadingKind, readonly ActiveRule[]>;
  eventTimeReaders: ReadonlyMap<ReadingKind, readonly ActiveRule[]>;
}

export type RuleSetOf = (home: HomeFacts) => RuleSet;

/** Each plan is made ready once. Plans are never changed in place. */
export function ruleSetByPlan(rules: readonly Rule[]): RuleSetOf {
  const ready = new WeakMap<Plan, RuleSet>();
  // Most homes that follow one another share a plan.
  let last: { plan: Plan; guards: RuleSet } | null = null;
  return ({ plan }) => {
    if (last !== null && last.plan === plan) return last.guards;
    const guards = ready.get(plan) ?? ruleSetOf(rules, plan);
    ready.set(plan, guards);
    last = { plan, guards };
    return guards;
  };
}

/** What the plan says, and the rules that guard every home besides. Throws where the plan is not valid (rules/plan.ts). */
export function ruleSetOf(rules: readonly Rule[], plan: Plan): RuleSet {
  const all = rules.flatMap((rule, place): ActiveRule[] => {
    const given = plan.rules[rule.name];
    if (given === undefined && !rule.guardsLife && !rule.housekeeping) return [];
    return [activeRuleOf(rule, place, given ?? {}, plan)];
  });
  return ruleSetFrom(rules, all);
}

/** These guards made ready, whatever plans they are of. */
export function ruleSetFrom(rules: readonly Rule[], all: readonly ActiveRule[]): RuleSet {
  const readers = (order: Rule["timeBase"]) => {
    const byKind = new Map<ReadingKind, ActiveRule[]>();
    for (const guard of all.filter(({ rule }) => rule.timeBase === order))
      for (const kind of guard.rule.reads === "all" ? readingKinds : guard.rule.reads)
        byKind.set(kind, [...(byKind.get(kind) ?? []), guard]);
    return byKind;
  };
  return {
    all,
    byPlace: rules.map((_, place) => all.find((guard) => guard.place === place)),
    eventTimeRules: new Set(rules.filter(({ timeBase }) => timeBase === "eventTime").map(({ name }) => name)),
    arrivalTimeReaders: readers("arrivalTime"),
    eventTimeReaders: readers("eventTime"),
  };
}

/** One rule with these settings; the settings are parsed here, so that steps get them whole. */
export function activeRuleOf(rule: Rule, place: number, given: object, plan: Pick<Plan, "windows">): ActiveRule {
  const settings = rule.settings.parse(given);
  const names = windowNames(settings);
  return {
    rule,
    onReading: rule.onReading,
    isEventTime: rule.timeBase === "eventTime",
    place,
    settings,
    windows: plan.windows.filter(({ name }) => names.includes(name)),
  };
}

/** The windows that a rule's settings name. */
export function windowNames(settings: unknown): readonly string[] {
  const named = (settings as { windows?: unknown } | null)?.windows;
  return Array.isArray(named) ? named.filter((one): one is string => typeof one === "string") : [];
}
