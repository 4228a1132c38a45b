import type { HomeFacts } from "#domain/home.ts";
import { isLifeSafety, type Reading } from "#domain/reading.ts";
import type { Rule, RuleContext } from "../rule.ts";
import { decide, disableRule, unjudged } from "./decisions.ts";
import { isDisabled, never } from "./homeState.ts";
import { activeRuleAt, type HomeStep, setState } from "./homeStep.ts";
import { rememberStep } from "./recentSteps.ts";
import type { ActiveRule } from "./ruleSet.ts";

/** One for all steps, for rules keep nothing of it: what is made anew for each of a million steps a second costs more than they do. */
const scratch: { -readonly [Key in keyof RuleContext<unknown>]: RuleContext<unknown>[Key] } = {
  home: undefined as unknown as HomeFacts,
  settings: undefined,
  windows: [],
  now: 0,
  finishing: false,
};

function contextOf(turn: HomeStep, guard: ActiveRule, now: number): RuleContext<unknown> {
  scratch.home = turn.home;
  scratch.settings = guard.settings;
  scratch.windows = guard.windows;
  scratch.now = now;
  scratch.finishing = turn.ruleSet.byPlace[guard.place] === undefined;
  return scratch;
}

export function startRule(turn: HomeStep, guard: ActiveRule, at: number, state?: unknown): void {
  try {
    setState(turn, guard, guard.rule.start(contextOf(turn, guard, at), state));
  } catch (error) {
    disableRule(turn, guard, error, { on: "start" }, at, `start/v${guard.rule.version}`);
  }
}

/** Gives a rule back what it knew already at a moment from which its past is gone through again. */
export function restoreLongMemory(turn: HomeStep, guard: ActiveRule, known: unknown, at: number): void {
  const standing = turn.states[guard.place];
  if (guard.rule.restoreLongMemory === undefined || standing === undefined || isDisabled(turn, guard.place)) return;
  try {
    setState(turn, guard, guard.rule.restoreLongMemory(standing, known, contextOf(turn, guard, at)));
  } catch (error) {
    disableRule(turn, guard, error, { on: "start" }, at, `recalls/v${guard.rule.version}`);
  }
}

/** Which timers may fire: those of one order, or all. */
export type Order = Rule["timeBase"] | "any";

/** Fires every timer of that order due at or before `by`, earliest first. */
export function fireDue(turn: HomeStep, by: number, order: Order = "any"): void {
  if (turn.earliest > by) return;
  for (let place = firstDue(turn, by, order); place >= 0; place = firstDue(turn, by, order)) {
    const guard = activeRuleAt(turn, place);
    const dueAt = turn.wakeTimes[place] as number;
    if (guard.rule.timeBase === "eventTime") rememberStep(turn, dueAt, null);
    try {
      const step = guard.rule.onTimer(turn.states[place], dueAt, contextOf(turn, guard, dueAt));
      if (step.wakeAt !== null && step.wakeAt <= dueAt)
        throw new Error(`rule ${guard.rule.name} woke itself at ${step.wakeAt}, not after ${dueAt}`);
      setState(turn, guard, step);
      if (step.decisions.length > 0) decide(turn, guard.rule.name, step.decisions, dueAt, `timer/${dueAt}`);
    } catch (error) {
      disableRule(turn, guard, error, { on: "timer", dueAt }, dueAt, `timer/${dueAt}`);
    }
  }
}

function firstDue({ wakeTimes, rules }: HomeStep, by: number, order: Order): number {
  let first = -1;
  let earliest = never;
  for (let place = 0; place < wakeTimes.length; place += 1) {
    const wakeAt = wakeTimes[place] as number;
    if (wakeAt > by || wakeAt >= earliest || (order !== "any" && rules[place]?.timeBase !== order)) continue;
    first = place;
    earliest = wakeAt;
  }
  return first;
}

/** Gives a reading to these guards, at their time `now`; `causeOf` names it in what they decide. */
export function giveReading(
  turn: HomeStep,
  guards: readonly ActiveRule[],
  reading: Reading,
  now: number,
  causeOf: (reading: Reading) => string,
): void {
  for (let nth = 0; nth < guards.length; nth += 1) {
    const guard = guards[nth] as ActiveRule;
    const known = turn.states[guard.place];
    if (isDisabled(turn, guard.place)) {
      if (isLifeSafety(reading.value)) unjudged(turn, guard, reading, causeOf(reading));
      continue;
    }
    try {
      if (known === undefined) setState(turn, guard, guard.rule.start(contextOf(turn, guard, now)));
      const step = guard.onReading(turn.states[guard.place], reading, contextOf(turn, guard, now));
      if (step === null) continue;
      setState(turn, guard, step);
      if (step.decisions.length > 0) decide(turn, guard.rule.name, step.decisions, now, causeOf(reading));
    } catch (error) {
      disableRule(turn, guard, error, { on: "reading", reading }, now, causeOf(reading));
      if (isLifeSafety(reading.value)) unjudged(turn, guard, reading, causeOf(reading));
    }
  }
}

const nobody: readonly ActiveRule[] = [];

/** Rules out of the plan that still have an episode under way hear of it too. */
export function readersOf(turn: HomeStep, reading: Reading, order: Rule["timeBase"]): readonly ActiveRule[] {
  if (order === "eventTime" && reading.value.kind === "motion" && !reading.value.detected) return nobody;
  const inPlan =
    (order === "arrivalTime" ? turn.ruleSet.arrivalTimeReaders : turn.ruleSet.eventTimeReaders).get(reading.value.kind) ?? nobody;
  if (turn.finishing.length === 0) return inPlan;
  const leaving = turn.finishing
    .map((place) => activeRuleAt(turn, place))
    .filter(({ rule }) => rule.timeBase === order && (rule.reads === "all" || rule.reads.includes(reading.value.kind)));
  return leaving.length === 0 ? inPlan : [...inPlan, ...leaving];
}
