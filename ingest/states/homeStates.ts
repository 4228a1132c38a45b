import type pg from "pg";
import type { CausedDecision } from "#domain/decision.ts";
import type { HomeId } from "#domain/ids.ts";
import type { HomeState } from "#rules/engine/homeState.ts";
import { loadState } from "#rules/engine/snapshot.ts";
import type { Rule } from "#rules/rule.ts";
import { type KnownState, type SavedState, saveSnapshot } from "./snapshots.ts";

/** What recovery read from the database. */
export interface RecoveredStates {
  /** Homes of which the journal holds more readings than their saved state. */
  states: Map<HomeId, KnownState>;
  /** All other homes with a saved state, which is not parsed yet. A home without any state is in neither map. */
  saved: Map<HomeId, SavedState>;
  /** Decisions of rules that were rebuilt from readings. They must be committed before any other step in the home. Each cause counts once. */
  concluded: { homeId: HomeId; decided: CausedDecision[] }[];
}

/**
 * The rule states of all homes as committed, and which of them are not saved yet. After recovery most stand as they were
 * saved, as text, until somebody needs them: to open a hundred thousand takes longer than to read them, and the first press
 * should not wait for it.
 */
export class HomeStates {
  readonly #rules: readonly Rule[];
  #known = new Map<HomeId, KnownState>();
  #saved = new Map<HomeId, SavedState>();
  #dirty = new Set<HomeId>();
  #owed = new Map<HomeId, readonly CausedDecision[]>();
  #saving: Promise<void> = Promise.resolve();
  #waiting: Promise<void> | null = null;

  constructor(rules: readonly Rule[]) {
    this.#rules = rules;
  }

  get(homeId: HomeId): KnownState | undefined {
    return this.#known.get(homeId);
  }

  /** As it was saved, where it was not opened since. */
  saved(homeId: HomeId): SavedState | undefined {
    return this.#saved.get(homeId);
  }

  /** What recovery concluded in the home: the first step that is taken there performs it. */
  uncommittedDecisions(homeId: HomeId): readonly CausedDecision[] | undefined {
    return this.#owed.get(homeId);
  }

  /** For a look that changes nothing. */
  peek(homeId: HomeId): HomeState | undefined {
    const saved = this.#saved.get(homeId);
    return this.#known.get(homeId)?.state ?? (saved && (loadState(this.#rules, saved.json) ?? undefined));
  }

  /** What a transaction made true. */
  setCommitted(homeId: HomeId, known: KnownState): void {
    this.setOpened(homeId, known);
    this.#owed.delete(homeId);
    this.#dirty.add(homeId);
  }

  /** The saved state, opened: nothing new. */
  setOpened(homeId: HomeId, known: KnownState): void {
    this.#known.set(homeId, known);
    this.#saved.delete(homeId);
  }

  /** In the place of all there was: what recovery read, and what of it is not as it was saved. */
  replaceAll({ states, saved, concluded }: RecoveredStates): void {
    this.#known = states;
    this.#saved = saved;
    this.#dirty = new Set(states.keys());
    this.#owed = new Map(concluded.map(({ homeId, decided }) => [homeId, decided]));
  }

  /**
   * Saves what changed; `position` is the last place in the journal that is in these states. While something is owed, neither that
   * home's state nor the position: from what is saved the next service must conclude it again.
   */
  save(pool: pg.Pool, position: () => number): Promise<void> {
    // One after the other: a mark must never be saved before a state that it vouches for. One that waits will do for all who ask.
    if (this.#waiting !== null) return this.#waiting;
    const before = this.#saving.catch(() => {});
    const waiting = before.then(() => {
      this.#waiting = null;
      return this.#saveNow(pool, position());
    });
    this.#waiting = waiting;
    this.#saving = waiting;
    return waiting;
  }

  async #saveNow(pool: pg.Pool, position: number): Promise<void> {
    const whole = this.#owed.size === 0;
    const isPaid = (homeId: HomeId): boolean => !this.#owed.has(homeId);
    const saving = whole ? this.#dirty : new Set([...this.#dirty].filter(isPaid));
    if (saving.size === 0) return;
    this.#dirty = new Set(this.#owed.keys());
    const get = (homeId: HomeId): KnownState | undefined => (isPaid(homeId) ? this.#known.get(homeId) : undefined);
    try {
      // What recovery reads anew meanwhile may owe something where nothing was owed before.
      await saveSnapshot(pool, this.#rules, { keys: () => saving, get }, () => (whole && this.#owed.size === 0 ? position : null));
    } catch (error) {
      for (const homeId of saving) this.#dirty.add(homeId);
      throw error;
    }
  }
}
