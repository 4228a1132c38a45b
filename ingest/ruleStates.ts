import type pg from "pg";
import type { HomeId } from "#domain/ids.ts";
import type { Rule } from "#rules/rule.ts";
import type { Known } from "./decide.ts";
import { saveSnapshot } from "./snapshots.ts";

/** The rule states of all homes as committed, and which of them are not saved yet. */
export class RuleStates {
  readonly #rules: readonly Rule[];
  #known = new Map<HomeId, Known>();
  #dirty = new Set<HomeId>();
  #saving: Promise<void> = Promise.resolve();

  constructor(rules: readonly Rule[]) {
    this.#rules = rules;
  }

  get(homeId: HomeId): Known | undefined {
    return this.#known.get(homeId);
  }

  /** What a transaction made true. */
  adopt(homeId: HomeId, known: Known): void {
    this.#known.set(homeId, known);
    this.#dirty.add(homeId);
  }

  /** In the place of all there was: what recovery read, and which of it stands otherwise than it was saved. */
  replace(recovered: Map<HomeId, Known>, unsaved: ReadonlySet<HomeId>): void {
    this.#known = recovered;
    this.#dirty = new Set(unsaved);
  }

  /** Saves what changed, as it stands now; `position` is the last place in the journal that is in these states. */
  save(pool: pg.Pool, position: () => number): Promise<void> {
    // One after the other: a mark must never be saved before a state that it vouches for.
    const before = this.#saving.catch(() => {});
    this.#saving = before.then(() => this.#saveNow(pool, position()));
    return this.#saving;
  }

  async #saveNow(pool: pg.Pool, position: number): Promise<void> {
    if (this.#dirty.size === 0) return;
    const saving = new Map<HomeId, Known>();
    for (const homeId of this.#dirty) {
      const known = this.#known.get(homeId);
      if (known !== undefined) saving.set(homeId, known);
    }
    this.#dirty = new Set();
    try {
      await saveSnapshot(pool, this.#rules, saving, position);
    } catch (error) {
      for (const homeId of saving.keys()) this.#dirty.add(homeId);
      throw error;
    }
  }
}
