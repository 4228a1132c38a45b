import type { z } from "zod";
import type { Decision } from "#domain/decision.ts";
import type { HomeFacts } from "#domain/home.ts";
import type { Reading, ReadingKind } from "#domain/reading.ts";

/** What a rule may know besides its own state: the home with its devices, and its settings in this home's plan. */
export interface RuleContext<Settings> {
  home: HomeFacts;
  settings: Settings;
}

/** One step: the new state, when to be woken next (epoch ms, null for not at all), and what was decided. */
export interface Step<State> {
  state: State;
  wakeAt: number | null;
  decisions: readonly Decision[];
}

/**
 * A rule is a pure step function over a small state of plain JSON, like a keyed process function of a stream
 * processor. It reads no clock, no chance, no network and no disk: time comes with the reading or the timer.
 *
 * `start` may be called again with the present state when the home's devices or settings change, and must then keep
 * what the rule knows. `onTimer` is given the moment that was due, never the moment it was noticed, so that a timer
 * found late after a restart decides the same.
 */
export interface Rule<State = unknown, Settings = unknown> {
  name: string;
  /** Raise it when the meaning of the state changes: saved states of another version are rebuilt. */
  version: number;
  settings: z.ZodType<Settings>;
  /** The kinds this rule reads, or all of them. */
  reads: readonly ReadingKind[] | "all";
  start(context: RuleContext<Settings>, state?: State): Step<State>;
  onReading(state: State, reading: Reading, context: RuleContext<Settings>): Step<State>;
  onTimer(state: State, dueAt: number, context: RuleContext<Settings>): Step<State>;
}

/** Infers State and Settings from the rule as written. */
export const defineRule = <State, Settings>(rule: Rule<State, Settings>): Rule<State, Settings> => rule;
