import type { HomeFacts } from "#domain/home.ts";
import { isLifeSafety, type Reading } from "#domain/reading.ts";
import type { Rule, RuleContext } from "../rule.ts";
import { decide, fail, unjudged } from "./decisions.ts";
import type { Guard } from "./guards.ts";
import { isFailed, never } from "./homeState.ts";
import { guardAt, put, type Turn } from "./homeStep.ts";
import { mark } from "./recentSteps.ts";

/** One for all steps, for rules keep nothing of it: what is made anew for each of a million steps a second costs more than they do. */
const scratch: { -readonly [Key in keyof RuleContext<unknown>]: RuleContext<unknown>[Key] } = {
  home: undefined as unknown as HomeFacts,
  settings: undefined,
  windows: [],
  now: 0,
  leaving: false,
};

function contextOf(turn: Turn, guard: Guard, now: number): RuleContext<unknown> {
  scratch.home = turn.home;
  scratch.settings = guard.settings;
  scratch.windows = guard.windows;
  scratch.now = now;
  scratch.leaving = turn.guards.byPlace[guard.place] === undefined;
  return scratch;
}

export function startRule(turn: Turn, guard: Guard, at: number, state?: unknown): void {
  try {
    put(turn, guard, guard.rule.start(contextOf(turn, guard, at), state));
  } catch (error) {
    fail(turn, guard, error, { on: "start" }, at, `start/v${guard.rule.version}`);
  }
}

/** Gives a rule back what it knew already at a moment from which its past is gone through again. */
export function recall(turn: Turn, guard: Guard, known: unknown, at: number): void {
  const standing = turn.states[guard.place];
  if (guard.rule.recalls === undefined || standing === undefined || isFailed(turn, guard.place)) return;
  try {
    put(turn, guard, guard.rule.recalls(standing, known, contextOf(turn, guard, at)));
  } catch (error) {
    fail(turn, guard, error, { on: "start" }, at, `recalls/v${guard.rule.version}`);
  }
}

/** Which timers may fire: those of one order, or all. */
export type Order = Rule["order"] | "any";

/** Fires every timer of that order due at or before `by`, earliest first. */
export function fireDue(turn: Turn, by: number, order: Order = "any"): void {
  if (turn.earliest > by) return;
  for (let place = firstDue(turn, by, order); place >= 0; place = firstDue(turn, by, order)) {
    const guard = guardAt(turn, place);
    const dueAt = turn.wakes[place] as number;
    if (guard.rule.order === "happening") mark(turn, dueAt, null);
    try {
      const step = guard.rule.onTimer(turn.states[place], dueAt, contextOf(turn, guard, dueAt));
      if (step.wakeAt !== null && step.wakeAt <= dueAt)
        throw new Error(`rule ${guard.rule.name} woke itself at ${step.wakeAt}, not after ${dueAt}`);
      put(turn, guard, step);
      if (step.decisions.length > 0) decide(turn, guard.rule.name, step.decisions, dueAt, `timer/${dueAt}`);
    } catch (error) {
      fail(turn, guard, error, { on: "timer", dueAt }, dueAt, `timer/${dueAt}`);
    }
  }
}

function firstDue({ wakes, rules }: Turn, by: number, order: Order): number {
  let first = -1;
  let earliest = never;
  for (let place = 0; place < wakes.length; place += 1) {
    const wakeAt = wakes[place] as number;
    if (wakeAt > by || wakeAt >= earliest || (order !== "any" && rules[place]?.order !== order)) continue;
    first = place;
    earliest = wakeAt;
  }
  return first;
}

/** Gives a reading to these guards, at their time `now`; `causeOf` names it in what they decide. */
export function read(turn: Turn, guards: readonly Guard[], reading: Reading, now: number, causeOf: (reading: Reading) => string): void {
  for (let nth = 0; nth < guards.length; nth += 1) {
    const guard = guards[nth] as Guard;
    const known = turn.states[guard.place];
    if (isFailed(turn, guard.place)) {
      if (isLifeSafety(reading.value)) unjudged(turn, guard, reading, causeOf(reading));
      continue;
    }
    try {
      if (known === undefined) put(turn, guard, guard.rule.start(contextOf(turn, guard, now)));
      const step = guard.onReading(turn.states[guard.place], reading, contextOf(turn, guard, now));
      if (step === null) continue;
      put(turn, guard, step);
      if (step.decisions.length > 0) decide(turn, guard.rule.name, step.decisions, now, causeOf(reading));
    } catch (error) {
      fail(turn, guard, error, { on: "reading", reading }, now, causeOf(reading));
      if (isLifeSafety(reading.value)) unjudged(turn, guard, reading, causeOf(reading));
    }
  }
}

const nobody: readonly Guard[] = [];

/** Rules out of the plan that still have an episode under way hear of it too. */
export function readersOf(turn: Turn, reading: Reading, order: Rule["order"]): readonly Guard[] {
  if (order === "happening" && reading.value.kind === "motion" && !reading.value.detected) return nobody;
  const inPlan = (order === "arrival" ? turn.guards.inArrival : turn.guards.inHappening).get(reading.value.kind) ?? nobody;
  if (turn.leaving.length === 0) return inPlan;
  const leaving = turn.leaving
    .map((place) => guardAt(turn, place))
    .filter(({ rule }) => rule.order === order && (rule.reads === "all" || rule.reads.includes(reading.value.kind)));
  return leaving.length === 0 ? inPlan : [...inPlan, ...leaving];
}
