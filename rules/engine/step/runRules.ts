import type { HomeFacts } from "#domain/home.ts";
import { isLifeSafety, mayReassure, type Reading } from "#domain/reading.ts";
import { hasUnknownAge } from "../../readingAge.ts";
import type { Rule, RuleContext } from "../../rule.ts";
import { isDisabled, never } from "../homeState.ts";
import { addDecisions, causeTime } from "./decisions.ts";
import { disableRule, raiseUnjudged } from "./disableRule.ts";
import { activeRuleAt, type HomeStep, setState } from "./homeStep.ts";
import { rememberStep } from "./recentSteps.ts";
import type { ActiveRule } from "./ruleSet.ts";

/** One context for all calls, because rules do not keep it. A new object a call would cost more than most rules do. */
const context: { -readonly [Key in keyof RuleContext<unknown>]: RuleContext<unknown>[Key] } = {
  home: undefined as unknown as HomeFacts,
  settings: undefined,
  windows: [],
  now: 0,
  finishing: false,
};

function contextOf(step: HomeStep, active: ActiveRule, now: number): RuleContext<unknown> {
  context.home = step.home;
  context.settings = active.settings;
  context.windows = active.windows;
  context.now = now;
  context.finishing = step.ruleSet.byPlace[active.place] === undefined;
  return context;
}

export function startRule(step: HomeStep, active: ActiveRule, at: number, state?: unknown): void {
  try {
    setState(step, active, active.rule.start(contextOf(step, active, at), state));
  } catch (error) {
    disableRule(step, active, error, { on: "start" }, at, `start/v${active.rule.version}`);
  }
}

/** After a step of the server's clock, lets the rules that wait for a time of day set their next check. Their times are moved already. */
export function lookAtTimeOfDay(step: HomeStep, byMs: number): void {
  for (const [place, rule] of step.rules.entries()) {
    if (rule.afterServerStep === undefined || step.states[place] === undefined || isDisabled(step, place)) continue;
    const active = activeRuleAt(step, place);
    try {
      setState(step, active, rule.afterServerStep(step.states[place], byMs, contextOf(step, active, step.now)));
    } catch (error) {
      disableRule(step, active, error, { on: "start" }, step.now, `serverStep/v${rule.version}`);
    }
  }
}

/** Gives a rule that remembers longer than the replay window what it knew before (`known`), as of the window's beginning. */
export function restoreLongMemory(step: HomeStep, active: ActiveRule, known: unknown, at: number): void {
  const rebuilt = step.states[active.place];
  if (active.rule.restoreLongMemory === undefined || rebuilt === undefined || isDisabled(step, active.place)) return;
  try {
    setState(step, active, active.rule.restoreLongMemory(rebuilt, known, contextOf(step, active, at)));
  } catch (error) {
    disableRule(step, active, error, { on: "start" }, at, `recalls/v${active.rule.version}`);
  }
}

/** The time base of the timers that may fire. */
type TimerBase = Rule["timeBase"] | "any";

/** Fires every timer of this time base that is due by `by`, earliest first. */
export function fireDue(step: HomeStep, by: number, timerBase: TimerBase = "any"): void {
  if (step.earliest > by) return;
  for (let place = firstDue(step, by, timerBase); place >= 0; place = firstDue(step, by, timerBase)) {
    const active = activeRuleAt(step, place);
    const dueAt = step.wakeTimes[place] as number;
    if (active.rule.timeBase === "eventTime") rememberStep(step, dueAt, null);
    try {
      const result = active.rule.onTimer(step.states[place], dueAt, contextOf(step, active, dueAt));
      if (result.wakeAt !== null && result.wakeAt <= dueAt)
        throw new Error(`rule ${active.rule.name} set its next timer to ${result.wakeAt}, which is not after ${dueAt}`);
      setState(step, active, result);
      if (result.decisions.length > 0) addDecisions(step, active.rule.name, result.decisions, dueAt, `timer/${causeTime(step, dueAt)}`);
    } catch (error) {
      disableRule(step, active, error, { on: "timer", dueAt }, dueAt, `timer/${causeTime(step, dueAt)}`);
    }
  }
}

function firstDue({ wakeTimes, rules }: HomeStep, by: number, timerBase: TimerBase): number {
  let first = -1;
  let earliest = never;
  for (let place = 0; place < wakeTimes.length; place += 1) {
    const wakeAt = wakeTimes[place] as number;
    if (wakeAt > by || wakeAt >= earliest || (timerBase !== "any" && rules[place]?.timeBase !== timerBase)) continue;
    first = place;
    earliest = wakeAt;
  }
  return first;
}

/** Gives a reading to these rules at the time `now`. `causeOf` names the reading in the causes of their decisions. */
export function giveReading(
  step: HomeStep,
  readers: readonly ActiveRule[],
  reading: Reading,
  now: number,
  causeOf: (reading: Reading) => string,
): void {
  for (let nth = 0; nth < readers.length; nth += 1) {
    const active = readers[nth] as ActiveRule;
    if (isDisabled(step, active.place)) {
      if (isLifeSafety(reading.value)) raiseUnjudged(step, active, reading, causeOf(reading));
      continue;
    }
    try {
      if (step.states[active.place] === undefined) setState(step, active, active.rule.start(contextOf(step, active, now)));
      const result = active.onReading(step.states[active.place], reading, contextOf(step, active, now));
      if (result === null) continue;
      setState(step, active, result);
      if (result.decisions.length > 0) addDecisions(step, active.rule.name, result.decisions, now, causeOf(reading));
    } catch (error) {
      disableRule(step, active, error, { on: "reading", reading }, now, causeOf(reading));
      if (isLifeSafety(reading.value)) raiseUnjudged(step, active, reading, causeOf(reading));
    }
  }
}

const noReaders: readonly ActiveRule[] = [];

/** The rules of this time base that read the reading's kind: those of the plan, and those that finish an open episode. */
export function readersOf(step: HomeStep, reading: Reading, timeBase: Rule["timeBase"]): readonly ActiveRule[] {
  const { kind } = reading.value;
  // An all-clear of unknown age ends nothing (docs/guarantees.md, 7).
  if (timeBase === "eventTime" && hasUnknownAge(reading) && mayReassure(reading.value)) return noReaders;
  // To most rules, a motion sensor that becomes still says nothing about a person.
  const isStillness = timeBase === "eventTime" && kind === "motion" && !reading.value.detected;
  const { arrivalTimeReaders, eventTimeReaders, stillnessReaders } = step.ruleSet;
  const inPlan = isStillness
    ? stillnessReaders
    : ((timeBase === "arrivalTime" ? arrivalTimeReaders : eventTimeReaders).get(kind) ?? noReaders);
  if (step.finishing.length === 0) return inPlan;
  const finishing = step.finishing
    .map((place) => activeRuleAt(step, place))
    .filter(({ rule }) => rule.timeBase === timeBase && (rule.reads === "all" || rule.reads.includes(kind)))
    .filter(({ rule }) => !isStillness || rule.readsStillness === true);
  return finishing.length === 0 ? inPlan : [...inPlan, ...finishing];
}
