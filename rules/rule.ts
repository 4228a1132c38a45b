import type { z } from "zod";
import type { Decision } from "#domain/decision.ts";
import type { HomeFacts } from "#domain/home.ts";
import type { Reading, ReadingKind } from "#domain/reading.ts";

/** What a rule may know besides its own state: the home with its devices, its settings in this home's plan, and the time. */
export interface RuleContext<Settings> {
  home: HomeFacts;
  settings: Settings;
  /**
   * The home's own clock in epoch ms: when the reading arrived by it, or the moment a timer was due. It never goes
   * back, so a duration measured from here to a timer is measured on one clock, whatever the device's clock says.
   */
  now: number;
}

/** What a rule knows, and when to be woken next (epoch ms, null for not at all). */
export interface Standing<State> {
  state: State;
  wakeAt: number | null;
}

/** One step: what the rule knows now and what it decided. */
export interface Step<State> extends Standing<State> {
  decisions: readonly Decision[];
}

/**
 * A rule is a pure step function over a small state of plain JSON, like a keyed process function of a stream
 * processor. It reads no clock, no chance, no network and no disk: time comes with the reading or the timer. It
 * never changes the state it is given, which the shell may still need, and returns that same object when nothing changed.
 *
 * `start` may be called again with the present state when the home's devices or settings change, and must then keep
 * what the rule knows. It decides nothing; what is due at once is a timer. `onTimer` is given the moment that was due,
 * never the moment it was noticed, so that a timer found late after a restart decides the same. It handles all that is
 * due by then: its next `wakeAt` must be later.
 */
export interface Rule<State = unknown, Settings = unknown> {
  name: string;
  /** Raise it when the meaning of the state changes: saved states of another version are rebuilt. */
  version: number;
  settings: z.ZodType<Settings>;
  /** The kinds this rule reads, or all of them. */
  reads: readonly ReadingKind[] | "all";
  start(context: RuleContext<Settings>, state?: State): Standing<State>;
  onReading(state: State, reading: Reading, context: RuleContext<Settings>): Step<State>;
  onTimer(state: State, dueAt: number, context: RuleContext<Settings>): Step<State>;
}

/** Infers State and Settings from the rule as written. */
export const defineRule = <State, Settings>(rule: Rule<State, Settings>): Rule<State, Settings> => rule;
