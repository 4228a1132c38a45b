import type { z } from "zod";
import type { Decision } from "#domain/decision.ts";
import type { DeviceFacts, HomeFacts } from "#domain/home.ts";
import type { DeviceId } from "#domain/ids.ts";
import type { Reading, ReadingKind } from "#domain/reading.ts";
import type { PlanWindow } from "#domain/time/planWindow.ts";

/** What a rule may know besides its own state: the home with its devices, its settings in this home's plan, and the time. */
export interface RuleContext<Settings> {
  home: HomeFacts;
  settings: Settings;
  /** The plan's windows that the setting `windows` names; empty for a rule without that setting. */
  windows: readonly PlanWindow[];
  /**
   * The home's own clock in epoch ms, and it never goes back. For a rule in order of `arrival`: when the reading arrived,
   * or the moment a timer was due. For a rule in order of `happening`: the reading's `time`, or the moment a timer was due.
   */
  now: number;
  /** The rule is out of the plan: what is under way goes on to its end, and nothing new begins. */
  finishing: boolean;
}

/** What a rule knows, and when to be woken next (epoch ms, null for not at all). */
export interface StateAndTimer<State> {
  state: State;
  wakeAt: number | null;
}

/** One step: what the rule knows now and what it decided. */
export interface Step<State> extends StateAndTimer<State> {
  decisions: readonly Decision[];
}

/** What a home must have for a rule to see anything: one device of these, in words for a person. */
export interface Need<Settings = unknown> {
  kinds: readonly ReadingKind[];
  /** Which devices of these kinds the rule goes by in this home, as it asks itself; all of them where left out. */
  fits?(device: DeviceFacts, home: Pick<HomeFacts, "devices">, settings: Settings): boolean;
  /** What follows "needs", and after "no" without its article: "a bed sensor". */
  words: string;
}

/**
 * A rule is a pure step function over a small state of plain JSON, like a keyed process function of a stream
 * processor. It reads no clock, no chance, no network and no disk: time comes with the reading or the timer. It
 * never changes the state it is given, which the shell may still need.
 *
 * Order. A rule in order of `happening` (how people live: bed, doors, movement) is given readings by `time`, whatever the
 * order in which they arrived: the engine takes it back and runs it again where one came late. It measures from `time`. It
 * may therefore decide the same twice, and the engine sees that it counts once. A rule in order of `arrival` (calls for
 * help, and how devices do) is given each reading once, when it comes, and measures from `now`.
 *
 * Episodes. `raise` with an episode rings; a `tell` with `ends` says that what rang is over. Say it whenever the episode
 * would be over: the engine passes it on only where the episode rang. Episodes are few and have lasting names (a device's
 * id, or one word), so that one alarm is open for one thing.
 *
 * Settings. An episode finishes under the terms with which it began: keep in the state what the settings said then (a due
 * time, or the settings themselves).
 *
 * `start` may be called again with the present state when the home's devices or settings change, and must then keep
 * what the rule knows. It decides nothing; what is due at once is a timer. `onTimer` is given the moment that was due,
 * never the moment it was noticed, so that a timer found late after a restart decides the same. It handles all that is
 * due by then: its next `wakeAt` must be later.
 */
export interface Rule<State = unknown, Settings = unknown> {
  name: string;
  /** Raise it when the meaning of the state changes: saved states of another version are rebuilt from readings. */
  version: number;
  /** In plain words, for the page on which plans are edited: "Left bed and not back". */
  title: string;
  /** One sentence: what it watches and when it rings. */
  explains: string;
  /**
   * A strict zod object, every field with a default, and described by `.meta({ title, unit })` for that page; its field
   * `windows`, if any, names windows of the plan.
   */
  settings: z.ZodType<Settings>;
  /** The kinds this rule reads, or all of them. In order of happening a movement sensor that falls still says nothing, and is not read. */
  reads: readonly ReadingKind[] | "all";
  timeBase: "eventTime" | "arrivalTime";
  /** Guards life: in every plan, never suspended. */
  guardsLife?: boolean;
  /** About devices and plans rather than people: in every plan, never suspended. */
  housekeeping?: boolean;
  /** A window that lasts no longer than this, in minutes, is one in which the rule can never ring, and no plan may name it. */
  leastWindowMinutes?(settings: Settings): number;
  /**
   * Where a record begins in the middle of how things stand (a bed left empty days ago): whether the rule is told when that came to be
   * so, and makes nothing new of it, or as of the record's beginning.
   */
  acceptsEarlierStates?: boolean;
  /** Without one of each the rule is blind in a home. */
  needs: readonly Need<Settings>[];
  start(context: RuleContext<Settings>, state?: State): StateAndTimer<State>;
  /** Null where nothing changed. */
  onReading(state: State, reading: Reading, context: RuleContext<Settings>): Step<State> | null;
  onTimer(state: State, dueAt: number, context: RuleContext<Settings>): Step<State>;
  /**
   * For a rule that remembers longer than the two days of the record that a late reading is put into: what it knew already at `now`, when
   * these begin, of `known`, all that it knows; `standing` is what can be told of that moment from how things stood.
   */
  restoreLongMemory?(standing: State, known: State, context: RuleContext<Settings>): StateAndTimer<State>;
  /** Whether an episode is under way, so that a rule taken out of the plan finishes it first. */
  hasOpenEpisode?(state: State): boolean;
  /** Devices whose word is doubtful at present. */
  doubtfulDevices?(state: State): readonly DeviceId[];
}

/** Infers State and Settings from the rule as written. */
export const defineRule = <State, Settings>(rule: Rule<State, Settings>): Rule<State, Settings> => rule;
