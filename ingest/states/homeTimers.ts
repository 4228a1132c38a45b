import type { HomeId } from "#domain/ids.ts";
import type { Registry } from "#homes/registry.ts";
import type { Committed } from "../commit.ts";
import type { HomeStates, RecoveredStates } from "./homeStates.ts";
import type { Wakeups } from "./wakeups.ts";

interface HomeTimersNeeds {
  states: HomeStates;
  wakeups: Wakeups;
  registry: Pick<Registry, "home" | "homes">;
}

/** Changes the states of homes and their wake times together. */
export class HomeTimers {
  readonly #needs: HomeTimersNeeds;

  constructor(needs: HomeTimersNeeds) {
    this.#needs = needs;
  }

  /** Takes what recovery read. A saved state carries its wake time, so its timers run although the state is not opened yet. */
  replaceAll(recovered: RecoveredStates): void {
    const { states, registry } = this.#needs;
    states.replaceAll(recovered);
    for (const { id } of registry.homes()) {
      const known = states.get(id);
      this.#wakeAt(id, known === undefined ? (states.saved(id)?.wakeAt ?? null) : known.state.wakeAt);
    }
  }

  /** Takes the states that a transaction committed. */
  applyCommitted({ states: committed, opened }: Pick<Committed, "states" | "opened">): void {
    const { states } = this.#needs;
    for (const [homeId, known] of opened) {
      states.setOpened(homeId, known);
      this.#wakeAt(homeId, known.state.wakeAt);
    }
    for (const [homeId, known] of committed) {
      states.setCommitted(homeId, known);
      this.#wakeAt(homeId, known.state.wakeAt);
    }
  }

  /** The clock of a test home follows its readings, so the wall clock never wakes it. */
  #wakeAt(homeId: HomeId, at: number | null): void {
    const { wakeups, registry } = this.#needs;
    wakeups.set(homeId, registry.home(homeId)?.mode === "live" ? at : null);
  }
}
