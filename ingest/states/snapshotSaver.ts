import type pg from "pg";
import { Subscription, timer } from "rxjs";
import type { DeviceId } from "#domain/ids.ts";
import type { Clock } from "#platform/clock.ts";
import type { Log } from "#platform/log.ts";
import type { Rule } from "#rules/rule.ts";
import type { DeviceSummaries } from "./deviceSummaries.ts";
import type { HomeStates } from "./homeStates.ts";
import { saveSnapshot } from "./snapshots.ts";

const saveStatesEveryMs = 30_000;
const saveSummariesEveryMs = 5_000;

interface SnapshotSaverNeeds {
  pool: pg.Pool;
  clock: Clock;
  rules: readonly Rule[];
  states: HomeStates;
  deviceSummaries: DeviceSummaries;
  /** The position of the last committed batch: every reading up to it is in the states. */
  journalPosition: () => number;
  isRecording: () => boolean;
  /** Whether the device is of a live home. */
  isLive: (id: DeviceId) => boolean;
  log: Log;
}

/**
 * Saves rule states every 30 seconds and device summaries every 5 seconds, so that recovery has little of the journal to replay.
 *
 * A home with uncommitted decisions is not saved, and neither is the journal mark: the next service must reach the same decisions again
 * from what is saved.
 */
export class SnapshotSaver {
  readonly #needs: SnapshotSaverNeeds;
  /** The save under way or the last one. */
  #saving: Promise<void> = Promise.resolve();
  /** The save that waits for the one under way. */
  #waiting: Promise<void> | null = null;

  constructor(needs: SnapshotSaverNeeds) {
    this.#needs = needs;
  }

  /** Saves regularly until it is unsubscribed. */
  start(): Subscription {
    const { clock, isRecording, log } = this.#needs;
    const saveIfRecording = (what: string, save: () => Promise<void>) => () => {
      if (isRecording())
        save().catch((error) => log.warn({ err: error }, `${what} could not be saved and will be saved again soon; no reading is lost`));
    };
    const timers = new Subscription();
    timers.add(timer(saveStatesEveryMs, saveStatesEveryMs, clock).subscribe(saveIfRecording("rule states", () => this.save())));
    timers.add(
      timer(saveSummariesEveryMs, saveSummariesEveryMs, clock).subscribe(saveIfRecording("device summaries", () => this.#saveSummaries())),
    );
    return timers;
  }

  /** Saves once more when the service stops. Never throws: without this save, the next start replays more of the journal. */
  async saveAtStop(): Promise<void> {
    const { log } = this.#needs;
    await this.save().catch((error) =>
      log.warn({ err: error }, "rule states could not be saved at the end; no reading is lost, but the next start takes longer"),
    );
    await this.#saveSummaries().catch((error) =>
      log.warn({ err: error }, "device summaries could not be saved at the end; the next start reads them from the journal"),
    );
  }

  #saveSummaries(): Promise<void> {
    const { deviceSummaries, pool, isLive, journalPosition } = this.#needs;
    return deviceSummaries.save(pool, { position: journalPosition(), isLive });
  }

  /** Saves one after the other: a journal mark must never be saved before a state that it covers. All callers share one waiting save. */
  save(): Promise<void> {
    if (this.#waiting !== null) return this.#waiting;
    const before = this.#saving.catch(() => {});
    const waiting = before.then(() => {
      this.#waiting = null;
      return this.#saveNow();
    });
    this.#waiting = waiting;
    this.#saving = waiting;
    return waiting;
  }

  async #saveNow(): Promise<void> {
    const { pool, rules, states, journalPosition } = this.#needs;
    const position = journalPosition();
    const wasAllCommitted = states.isAllCommitted;
    const saving = states.takeUnsaved();
    if (saving.size === 0) return;
    try {
      // A recovery during the save may find uncommitted decisions where there were none before.
      const mark = (): number | null => (wasAllCommitted && states.isAllCommitted ? position : null);
      await saveSnapshot(pool, rules, { keys: () => saving, get: (homeId) => states.toSave(homeId) }, mark);
    } catch (error) {
      states.markUnsaved(saving);
      throw error;
    }
  }
}
