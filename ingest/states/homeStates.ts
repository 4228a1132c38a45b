import type { CausedDecision } from "#domain/decision.ts";
import type { HomeId } from "#domain/ids.ts";
import type { HomeState } from "#rules/engine/homeState.ts";
import { loadState } from "#rules/engine/snapshot.ts";
import type { Rule } from "#rules/rule.ts";
import type { KnownState, SavedState } from "./snapshots.ts";

/** What recovery read from the database. */
export interface RecoveredStates {
  /** Homes of which the journal holds more readings than their saved state. */
  states: Map<HomeId, KnownState>;
  /** All other homes with a saved state, which is not parsed yet. A home without any state is in neither map. */
  saved: Map<HomeId, SavedState>;
  /** Decisions that recovery made and that may not be committed. They must be committed before any other step in the home. Each cause counts once. */
  uncommittedDecisions: { homeId: HomeId; decided: CausedDecision[] }[];
}

/**
 * The rule states of all homes as the last transaction committed them, and which of them are not saved yet.
 *
 * After recovery most states are still the saved JSON text. A state is parsed ("opened") at the home's first step: opening 100,000 states
 * takes longer than reading them, and the first press must not wait for it.
 */
export class HomeStates {
  readonly #rules: readonly Rule[];
  #known = new Map<HomeId, KnownState>();
  #saved = new Map<HomeId, SavedState>();
  #unsaved = new Set<HomeId>();
  #uncommitted = new Map<HomeId, readonly CausedDecision[]>();

  constructor(rules: readonly Rule[]) {
    this.#rules = rules;
  }

  get(homeId: HomeId): KnownState | undefined {
    return this.#known.get(homeId);
  }

  /** The saved state of a home that is not opened yet. */
  saved(homeId: HomeId): SavedState | undefined {
    return this.#saved.get(homeId);
  }

  /** Decisions that recovery made in the home. The home's first step commits them. */
  uncommittedDecisions(homeId: HomeId): readonly CausedDecision[] | undefined {
    return this.#uncommitted.get(homeId);
  }

  /** The home's state without opening it, for reading only. */
  peek(homeId: HomeId): HomeState | undefined {
    const saved = this.#saved.get(homeId);
    return this.#known.get(homeId)?.state ?? (saved && (loadState(this.#rules, saved.json) ?? undefined));
  }

  /** A transaction committed this state. */
  setCommitted(homeId: HomeId, known: KnownState): void {
    this.setOpened(homeId, known);
    this.#uncommitted.delete(homeId);
    this.#unsaved.add(homeId);
  }

  /** The saved state was opened and is unchanged. */
  setOpened(homeId: HomeId, known: KnownState): void {
    this.#known.set(homeId, known);
    this.#saved.delete(homeId);
  }

  /** Forgets everything and takes what recovery read. */
  replaceAll({ states, saved, uncommittedDecisions }: RecoveredStates): void {
    this.#known = states;
    this.#saved = saved;
    this.#unsaved = new Set(states.keys());
    this.#uncommitted = new Map(uncommittedDecisions.map(({ homeId, decided }) => [homeId, decided]));
  }

  /** True if no home has uncommitted decisions. */
  get isAllCommitted(): boolean {
    return this.#uncommitted.size === 0;
  }

  /** The homes to save now; they count as saved until `markUnsaved`. A home with uncommitted decisions must wait. */
  takeUnsaved(): ReadonlySet<HomeId> {
    const taken = this.isAllCommitted ? this.#unsaved : new Set([...this.#unsaved].filter((homeId) => !this.#uncommitted.has(homeId)));
    if (taken.size > 0) this.#unsaved = new Set(this.#uncommitted.keys());
    return taken;
  }

  /** Saving these homes failed. */
  markUnsaved(homeIds: Iterable<HomeId>): void {
    for (const homeId of homeIds) this.#unsaved.add(homeId);
  }

  /** The state to save, as it is now; undefined if the home has uncommitted decisions again. */
  toSave(homeId: HomeId): KnownState | undefined {
    return this.#uncommitted.has(homeId) ? undefined : this.#known.get(homeId);
  }
}
