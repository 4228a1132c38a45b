import type { z } from "zod";
import type { Decision } from "#domain/decision.ts";
import type { DeviceFacts, HomeFacts } from "#domain/home.ts";
import type { DeviceId } from "#domain/ids.ts";
import type { Reading, ReadingKind } from "#domain/reading.ts";
import type { PlanWindow } from "#domain/time/planWindow.ts";

/** What a rule may use, beside its state. The engine reuses this object for every call, so a rule never stores it. */
export interface RuleContext<Settings> {
  /** The home, its devices, its plan and its absences. */
  home: HomeFacts;
  /** The rule's settings in the plan of this home. */
  settings: Settings;
  /** The plan's windows that the setting `windows` names. Empty for a rule without that setting. */
  windows: readonly PlanWindow[];
  /**
   * The rule's clock in epoch ms; it never goes back. In `onReading`: the reading's `time` for an event-time rule, its `arrivedAt`
   * for an arrival-time rule. In `onTimer`: the time at which the timer was due.
   */
  now: number;
  /** True when the plan no longer has the rule: an open episode continues to its end, and the rule begins no new one. */
  finishing: boolean;
}

/** What a rule remembers of one home, and its timer. */
export interface StateAndTimer<State> {
  state: State;
  /** When the engine calls `onTimer` next, in epoch ms; null for no timer. */
  wakeAt: number | null;
}

/** The result of one reading or timer. */
export interface Step<State> extends StateAndTimer<State> {
  decisions: readonly Decision[];
}

/** Devices that a rule cannot work without: the home must have at least one of them. */
export interface Need<Settings = unknown> {
  kinds: readonly ReadingKind[];
  /** Whether the rule uses this device of these kinds in this home. Without `fits` it uses all of them. */
  fits?(device: DeviceFacts, home: Pick<HomeFacts, "devices">, settings: Settings): boolean;
  /** For staff, with its article: "a bed sensor". Screens put "needs" before it, or "no" without the article. */
  words: string;
}

/**
 * A rule watches one thing in a home: the bed at night, falls, the outside door. It is a pure step function over a small state
 * of plain JSON, one state for each home. It reads no clock, random number, network or disk (docs/guarantees.md, 4); time comes with
 * the reading or the timer. It never changes a state object that it received: the engine needs that object for a replay, and when a
 * transaction fails.
 *
 * **Time base.** An `arrivalTime` rule (calls for help, device health) gets each reading once, when it arrives, and measures from
 * `context.now`. An `eventTime` rule (bed, doors, movement) gets readings in the order in which they happened and measures from
 * `reading.time`. When a reading arrives out of order, the engine restores the state before it, if that is at most 15 s back, and otherwise
 * rebuilds the state from readings (see Rebuilding). An event-time rule may therefore decide the same thing twice; the engine counts it once.
 *
 * **Episodes.** An episode is one occurrence from beginning to end: out of bed, until back in bed. `raise` opens the episode's alarm, or
 * rings again in it. `addNote` adds a line to the alarm's timeline, and with `endsEpisode` says that the episode is over. A rule
 * reports the end whether or not it raised; the engine drops notes of episodes that did not ring. Names of episodes are few and
 * stable (a device id, or one word), because an open alarm is unique by home, rule and episode.
 *
 * **Settings.** An episode ends under the settings with which it began. The rule copies what it needs into its state: a due time, or the
 * settings themselves. A new plan holds from the next episode on.
 *
 * **Timers.** A rule has one timer in each home, `wakeAt`. `onTimer` gets the time at which the timer was due, never the later time at
 * which the engine noticed it. So a timer that falls due while the service is down gives the same decision after the restart. One call
 * handles everything that is due by then, and the next `wakeAt` must be later.
 *
 * **Start.** `start` gives the first state. The engine also calls it with the present state after a change of devices, plan or
 * absences; the rule then keeps what it knows and forgets removed devices. `start` makes no decisions: what is due at once is a timer.
 *
 * **Server steps.** When the server's clock is set, the engine moves every time in the state, so that a wait keeps its length. It takes each
 * number of 100,000,000,000 and more (epoch ms since 1973), and each below minus that, for a time: keep no other number as large. A rule that
 * waits for a time of day, such as 22:00, then says in `afterServerStep` when it looks next.
 *
 * **Finishing.** When a plan drops the rule, the engine asks `hasOpenEpisode`. If so, the rule continues with `context.finishing`
 * until the episode is over. Then the engine removes its state.
 *
 * **Rebuilding.** The engine builds the state again from recorded readings when the rule is new in the plan, has another `version`, or must
 * take in a very late reading. It begins 48 h before now or before the late reading. Two members say what a rule needs beyond those 48 h:
 * `acceptsEarlierStates` and `restoreLongMemory`.
 *
 * **Example.** `bedExit`, an event-time rule, with its 20 minutes:
 * - 22:30, bed occupied. `onReading` returns the state "in bed" and no timer.
 * - 02:00, bed empty. It returns "left at 02:00, due at 02:20" and `wakeAt` 02:20.
 * - 02:10 to 02:30, the service is down. After its start the engine calls `onTimer` with `dueAt` 02:20. The rule raises the episode
 *   of this bed: "Left bed 02:00, not back after 20 min".
 * - 02:41, bed occupied. The rule adds "Back in bed 02:41" with `endsEpisode`.
 * - 04:00, bed empty again. 04:05, a new plan allows only 5 minutes. This episode keeps its own 20 and is due at 04:20.
 * - 04:10, the hub delivers a buffered reading: bed occupied at 04:03. The engine replays with it in its place. The bed is occupied from
 *   04:03 on, so the timer of 04:20 is gone and nothing rings.
 */
export interface Rule<State = unknown, Settings = unknown> {
  /** Unique. Plans, alarms and saved states refer to it, so it never changes. */
  name: string;
  /** One more at each change of what the state means. The engine rebuilds saved states of another version from readings. */
  version: number;
  /** The rule's heading on the plan page: "Left bed and not back". */
  title: string;
  /** One sentence for staff: what the rule watches and when it rings. */
  explains: string;
  /**
   * A strict zod object. Each field has a default, and `.meta({ title, unit })` for the plan page. A field `windows` names
   * windows of the plan.
   */
  settings: z.ZodType<Settings>;
  /** The setting, in minutes, that says how long the rule waits at night: with a longer wait it rings later, or not at all. */
  nightWait?: string;
  /** Reading kinds that the rule gets, or all. An event-time rule gets "no movement" of a motion sensor only with `readsStillness`. */
  reads: readonly ReadingKind[] | "all";
  readsStillness?: boolean;
  timeBase: "eventTime" | "arrivalTime";
  /** The rule watches for danger to life: it is in every plan, and no absence suspends it. */
  guardsLife?: boolean;
  /** The rule is about devices, absences or plans, not about people: it is in every plan, and no absence suspends it. */
  housekeeping?: boolean;
  /** The rule can never ring in a window of this many minutes or fewer, so no plan may name such a window. */
  leastWindowMinutes?(settings: Settings): number;
  /**
   * At a rebuild, a bed, chair, door or boundary may have had its state since before the rebuild begins (a bed empty since three days ago).
   * True: the rule gets that reading with its own time, and what was due before the beginning does not ring. Otherwise it gets the
   * reading as if it happened at the beginning.
   */
  acceptsEarlierStates?: boolean;
  /** What a home must have, one device of each need. A rule without them cannot work there, and the screen says so. */
  needs: readonly Need<Settings>[];
  start(context: RuleContext<Settings>, state?: State): StateAndTimer<State>;
  /** Null when the reading changes nothing. */
  onReading(state: State, reading: Reading, context: RuleContext<Settings>): Step<State> | null;
  /** `dueAt` in epoch ms. */
  onTimer(state: State, dueAt: number, context: RuleContext<Settings>): Step<State>;
  /**
   * For a rule that remembers longer than the 48 h of a rebuild, such as an outing of three days. Returns the state at `context.now`, where
   * the rebuild begins: `rebuilt` is what the readings alone show of that moment, `remembered` is the rule's state before the rebuild.
   * Take from `remembered` only what was already known at `context.now`.
   */
  restoreLongMemory?(rebuilt: State, remembered: State, context: RuleContext<Settings>): StateAndTimer<State>;
  /**
   * The server's clock was set by `byMs`, and every time in the state is moved by as much. For a rule that waits for a time of day: sets its next
   * timer by the new time. Example: the clock was an hour slow. What was due at 22:00 became 23:00; this makes it 22:00 again.
   */
  afterServerStep?(state: State, byMs: number, context: RuleContext<Settings>): StateAndTimer<State>;
  /** Whether an episode is open, or a wait that may open one. Without this method the rule ends at once when its plan drops it. */
  hasOpenEpisode?(state: State): boolean;
  /** Devices that report too often to be believed now; the engine marks their alarms as doubtful, and they ring all the same. */
  doubtfulDevices?(state: State): readonly DeviceId[];
}

/** Infers the types of state and settings from the rule as written. */
export const defineRule = <State, Settings>(rule: Rule<State, Settings>): Rule<State, Settings> => rule;
