import type { HomeFacts } from "#domain/home.ts";
import type { Reading } from "#domain/reading.ts";
import { movedHome, movedReading, type ServerStep } from "#domain/time/serverStep.ts";
import type { Engine, StepResult } from "./engine.ts";
import type { HomeState } from "./homeState.ts";
import { allowedLatenessMs, type ReplayWindow, replayStart } from "./replayWindow.ts";
import type { StepCause } from "./ruleFault.ts";

/** Late readings of a home that arrive no further apart than this are one burst: one replay for all of them. */
const burstGapMs = 1_000;
/** A run that began with its home remembers readings for so long. Nothing asks for older ones. */
const rememberedMs = 2 * allowedLatenessMs;

/** The run needs the journal's replay window since this moment before it can take the step. It has changed nothing. */
export interface NeedsWindow {
  needsWindowFrom: number;
}

/** `failed`: the engine itself threw; the step changed nothing, and the listener has the error. */
export type StepOutcome = "done" | "failed" | NeedsWindow;

export interface HomeRunListener {
  /** The home took a step; `before` is its state before the step. */
  onStep(result: StepResult, before: HomeState): void;
  /** The engine threw in a step; what a rule throws is in the step's `faults` instead. */
  onFailure(error: unknown, cause: StepCause): void;
  /** The replay window is too large: the late readings are recorded, and no rule judges them. */
  onLateReadingsNotJudged(): void;
}

/**
 * Drives the engine for one home: live batches, recovery, back-test, score and the property tests all feed readings through this class.
 * It holds the home's state and the burst of out-of-order readings that waits for its replay.
 *
 * A reading in order is one step. One that is out of order (`needsReplay`) joins the burst, so that a hub that hands over an hour of
 * readings causes one replay and not sixty. The burst ends, and its readings are replayed together, before
 *
 * - a reading that arrives more than a second after the burst's last one,
 * - a reading that fires a due timer: the timer may belong to an episode that the burst ends,
 * - a tick, a change of the home, or a step of the server's clock,
 * - `finish`, at the end of a batch or recording.
 *
 * Where the recent steps in memory reach back beyond the burst, the replay begins there. Otherwise it needs the readings of the two days
 * before the burst. Where the run does not have them, the step returns `needsWindowFrom` and has changed nothing: give the window with
 * `setWindow` and take the same step again.
 *
 * Example. Left bed 02:00, "not back in bed" due 02:20. At 02:19:59.5 the hub hands over "back in bed 02:05", which is too late for the
 * steps in memory: it joins the burst. At 02:20:00.1 the hall sensor reports. That reading would fire the timer of 02:20, so the burst
 * ends first: the replay (of the 48 hours before 02:05, and of everything since) ends the episode, the timer is gone, and no alarm rings.
 */
export class HomeRun {
  readonly #engine: Engine;
  readonly #listener: HomeRunListener;
  #home: HomeFacts;
  #state: HomeState;
  #burst: Reading[] = [];
  #window: ReplayWindow | null;
  /** What the run took since it has the window. */
  #taken: Reading[] = [];

  constructor(engine: Engine, home: HomeFacts, state: HomeState, listener: HomeRunListener, window: ReplayWindow | null) {
    this.#engine = engine;
    this.#home = home;
    this.#state = state;
    this.#listener = listener;
    this.#window = window;
  }

  get state(): HomeState {
    return this.#state;
  }

  /** The window holds everything that the run took so far; null lets go of it. */
  setWindow(window: ReplayWindow | null): void {
    this.#window = window;
    this.#taken = [];
  }

  take(reading: Reading): StepOutcome {
    if (this.#endsBurst(reading)) {
      const ended = this.finish();
      if (needsWindow(ended)) return ended;
    }
    if (this.#window !== null) this.#taken.push(reading);
    const before = this.#state;
    let result: StepResult & { needsReplay: boolean };
    try {
      result = this.#engine.onReading(this.#home, before, reading);
    } catch (error) {
      this.#listener.onFailure(error, { on: "reading", reading });
      return "failed";
    }
    if (result.needsReplay) this.#burst.push(reading);
    return this.#adopt(result, before);
  }

  /** Fires all timers due by `now`. */
  tick(now: number): StepOutcome {
    const ended = this.finish();
    if (needsWindow(ended)) return ended;
    const before = this.#state;
    let result: StepResult;
    try {
      result = this.#engine.onTime(this.#home, before, now);
    } catch (error) {
      this.#listener.onFailure(error, { on: "timer", dueAt: now });
      return "failed";
    }
    return this.#adopt(result, before);
  }

  /** The home's devices, plan or absences are different from `at` on. Rules that are new in the plan learn from the replay window. */
  applyHomeChange(home: HomeFacts, at: number): StepOutcome {
    const ended = this.finish();
    if (needsWindow(ended)) return ended;
    try {
      const before = this.#state;
      const changed = this.#engine.applyHomeChange(home, before, at);
      const from = this.#engine.rebuildsFrom(home, changed.state);
      const window = from === null ? [] : this.#readingsSince(from);
      if (from !== null && window === null) return { needsWindowFrom: from };
      this.#home = home;
      this.#adopt(changed, before);
      if (from !== null && window !== null) this.#adopt(this.#engine.rebuild(home, changed.state, window), changed.state);
      return "done";
    } catch (error) {
      this.#listener.onFailure(error, { on: "start" });
      return "failed";
    }
  }

  /** The server's clock was set: the home and the readings that the run remembers move into the new time frame. */
  onServerStep(step: ServerStep): StepOutcome {
    const ended = this.finish();
    if (needsWindow(ended)) return ended;
    const before = this.#state;
    let result: StepResult;
    try {
      result = this.#engine.onServerStep(this.#home, before, step);
    } catch (error) {
      this.#listener.onFailure(error, { on: "start" });
      return "failed";
    }
    const move = (reading: Reading): Reading => movedReading(reading, step.byMs, this.#home.mode);
    if (this.#window !== null)
      this.#window = { ...this.#window, from: this.#window.from + step.byMs, readings: this.#window.readings.map(move) };
    this.#taken = this.#taken.map(move);
    this.#home = movedHome(this.#home, step.byMs);
    return this.#adopt(result, before);
  }

  /** Ends the burst: replays its late readings. */
  finish(): StepOutcome {
    if (this.#burst.length === 0) return "done";
    const before = this.#state;
    const isInMemory = this.#burst.every(({ time }) => time > before.recentStepsFrom);
    if (!isInMemory && this.#window?.tooLarge) {
      this.#burst = [];
      this.#listener.onLateReadingsNotJudged();
      return "done";
    }
    const from = replayStart(before.now, this.#burst);
    const window = isInMemory ? null : this.#readingsSince(from);
    if (!isInMemory && window === null) return { needsWindowFrom: from };
    const late = this.#burst;
    this.#burst = [];
    let result: StepResult;
    try {
      result = this.#engine.onLateReadings(this.#home, before, late, window);
    } catch (error) {
      this.#listener.onFailure(error, { on: "start" });
      return "failed";
    }
    this.#forgetOldReadings();
    return this.#adopt(result, before);
  }

  #endsBurst({ arrivedAt }: Reading): boolean {
    const last = this.#burst.at(-1);
    if (last === undefined) return false;
    const { wakeAt } = this.#state;
    return arrivedAt - last.arrivedAt > burstGapMs || (wakeAt !== null && arrivedAt >= wakeAt);
  }

  #adopt(result: StepResult, before: HomeState): "done" {
    this.#state = result.state;
    this.#listener.onStep(result, before);
    return "done";
  }

  #readingsSince(from: number): readonly Reading[] | null {
    if (this.#window === null || this.#window.from > from) return null;
    if (this.#window.readings.length === 0) return this.#taken;
    return this.#taken.length === 0 ? this.#window.readings : [...this.#window.readings, ...this.#taken];
  }

  #forgetOldReadings(): void {
    const oldest = this.#state.now - rememberedMs;
    if ((this.#taken[0]?.time ?? oldest) >= oldest - rememberedMs) return;
    this.#taken = this.#taken.filter(({ time }) => time >= oldest);
  }
}

export const needsWindow = (outcome: StepOutcome): outcome is NeedsWindow => typeof outcome === "object";
