import type { HomeFacts } from "#domain/home.ts";
import type { Plan } from "#domain/plan.ts";
import { type ReadingKind, recordedKinds } from "#domain/reading.ts";
import type { PlanWindow } from "#domain/time/planWindow.ts";
import type { Rule } from "../../rule.ts";

/** A rule in a home's plan, with its parsed settings and the windows that they name. */
export interface ActiveRule {
  rule: Rule;
  /** The rule's own. Rules are objects of many shapes and active rules of one, so this look-up is the fast one. */
  onReading: Rule["onReading"];
  isEventTime: boolean;
  /** Its index in the catalogue and in the lists of a home's state. */
  place: number;
  settings: unknown;
  windows: readonly PlanWindow[];
}

/** A plan prepared for the engine: its active rules, and which of them read what. Homes with the same plan share one. */
export interface RuleSet {
  all: readonly ActiveRule[];
  /** By the rule's place; undefined for a rule that is not in the plan. */
  byPlace: readonly (ActiveRule | undefined)[];
  /** The names of all event-time rules, in the plan or not. */
  eventTimeRules: ReadonlySet<string>;
  arrivalTimeReaders: ReadonlyMap<ReadingKind, readonly ActiveRule[]>;
  eventTimeReaders: ReadonlyMap<ReadingKind, readonly ActiveRule[]>;
  /** The event-time rules that read "no movement" too. */
  stillnessReaders: readonly ActiveRule[];
}

export type RuleSetOf = (home: HomeFacts) => RuleSet;

/**
 * Prepares each plan once. Plans are never changed in place. In a home whose service has ended only the rules that guard life are left: a call
 * that was on its way at the end still rings.
 */
export function ruleSetByPlan(rules: readonly Rule[]): RuleSetOf {
  const prepared = new WeakMap<Plan, RuleSet>();
  const ofEnded = new WeakMap<Plan, RuleSet>();
  // Consecutive homes often share a plan.
  let last: { plan: Plan; ruleSet: RuleSet } | null = null;
  return ({ plan, mode }) => {
    if (mode === "ended") {
      const guards = ofEnded.get(plan) ?? ruleSetFrom(rules, lifeGuardsOf(rules, plan));
      ofEnded.set(plan, guards);
      return guards;
    }
    if (last !== null && last.plan === plan) return last.ruleSet;
    const ruleSet = prepared.get(plan) ?? ruleSetOf(rules, plan);
    prepared.set(plan, ruleSet);
    last = { plan, ruleSet };
    return ruleSet;
  };
}

const lifeGuardsOf = (rules: readonly Rule[], plan: Plan): ActiveRule[] =>
  ruleSetOf(rules, plan).all.filter(({ rule }) => rule.guardsLife === true);

/** The rules of the plan, and those that are active in every home. Throws where the plan is not valid. */
export function ruleSetOf(rules: readonly Rule[], plan: Plan): RuleSet {
  const all = rules.flatMap((rule, place): ActiveRule[] => {
    const given = plan.rules[rule.name];
    if (given === undefined && !rule.guardsLife && !rule.housekeeping) return [];
    return [activeRuleOf(rule, place, given ?? {}, plan)];
  });
  return ruleSetFrom(rules, all);
}

/** These active rules, which may come from several plans. */
export function ruleSetFrom(rules: readonly Rule[], all: readonly ActiveRule[]): RuleSet {
  const readers = (timeBase: Rule["timeBase"]) => {
    const byKind = new Map<ReadingKind, ActiveRule[]>();
    for (const active of all.filter(({ rule }) => rule.timeBase === timeBase))
      for (const kind of active.rule.reads === "all" ? recordedKinds : active.rule.reads)
        byKind.set(kind, [...(byKind.get(kind) ?? []), active]);
    return byKind;
  };
  return {
    all,
    byPlace: rules.map((_, place) => all.find((active) => active.place === place)),
    eventTimeRules: new Set(rules.filter(({ timeBase }) => timeBase === "eventTime").map(({ name }) => name)),
    arrivalTimeReaders: readers("arrivalTime"),
    eventTimeReaders: readers("eventTime"),
    stillnessReaders: all.filter(({ rule }) => rule.timeBase === "eventTime" && rule.readsStillness === true),
  };
}

/** Parses the settings here, once, and not in each step. */
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
