import type pg from "pg";
import type { HomeId } from "#domain/ids.ts";
import type { HomeState } from "#rules/homeState.ts";
import type { Rule } from "#rules/rule.ts";
import { loadState } from "#rules/snapshot.ts";
import type { Known } from "./decide.ts";
import { type SavedState, saveSnapshot } from "./snapshots.ts";

/**
 * The rule states of all homes as committed, and which of them are not saved yet. After recovery most stand as they were
 * saved, as text, until somebody needs them: to open a hundred thousand takes longer than to read them, and the first press
 * should not wait for it.
 */
export class RuleStates {
  readonly #rules: readonly Rule[];
  #known = new Map<HomeId, Known>();
  #saved = new Map<HomeId, SavedState>();
  #dirty = new Set<HomeId>();
  #saving: Promise<void> = Promise.resolve();
  #waiting: Promise<void> | null = null;

  constructor(rules: readonly Rule[]) {
    this.#rules = rules;
  }

  get(homeId: HomeId): Known | undefined {
    return this.#known.get(homeId);
  }

  /** As it was saved, where it was not opened since. */
  saved(homeId: HomeId): SavedState | undefined {
    return this.#saved.get(homeId);
  }

  /** For a look that changes nothing. */
  glance(homeId: HomeId): HomeState | undefined {
    const saved = this.#saved.get(homeId);
    return this.#known.get(homeId)?.state ?? (saved && (loadState(this.#rules, saved.json) ?? undefined));
  }

  /** What a transaction made true. */
  adopt(homeId: HomeId, known: Known): void {
    this.open(homeId, known);
    this.#dirty.add(homeId);
  }

  /** The saved state, opened: nothing new. */
  open(homeId: HomeId, known: Known): void {
    this.#known.set(homeId, known);
    this.#saved.delete(homeId);
  }

  /** In the place of all there was: what recovery read, and what of it is not as it was saved. */
  replace(known: Map<HomeId, Known>, saved: Map<HomeId, SavedState>): void {
    this.#known = known;
    this.#saved = saved;
    this.#dirty = new Set(known.keys());
  }

  /** Saves what changed; `position` is the last place in the journal that is in these states. */
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
    if (this.#dirty.size === 0) return;
    const saving = this.#dirty;
    this.#dirty = new Set();
    try {
      await saveSnapshot(pool, this.#rules, { keys: () => saving, get: (homeId) => this.#known.get(homeId) }, position);
    } catch (error) {
      for (const homeId of saving) this.#dirty.add(homeId);
      throw error;
    }
  }
}
