import { isOnServiceClock } from "#domain/home.ts";
import type { HomeId } from "#domain/ids.ts";
import type { Registry } from "#homes/registry.ts";
import type { Committed } from "../commit.ts";
import type { ServerSteps } from "../journal/serverSteps.ts";
import type { HomeStates, RecoveredStates } from "./homeStates.ts";
import type { Wakeups } from "./wakeups.ts";

interface HomeTimersNeeds {
  states: HomeStates;
  wakeups: Wakeups;
  registry: Pick<Registry, "home" | "homes">;
  serverSteps: () => ServerSteps;
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
      const saved = states.saved(id);
      if (known !== undefined) this.#wakeAt(id, known.state.wakeAt, known.position);
      else this.#wakeAt(id, saved?.wakeAt ?? null, saved?.position ?? 0);
    }
  }

  /** Takes the states that a transaction committed. */
  applyCommitted({ states: committed, opened }: Pick<Committed, "states" | "opened">): void {
    const { states } = this.#needs;
    for (const [homeId, known] of opened) {
      states.setOpened(homeId, known);
      this.#wakeAt(homeId, known.state.wakeAt, known.position);
    }
    for (const [homeId, known] of committed) {
      states.setCommitted(homeId, known);
      this.#wakeAt(homeId, known.state.wakeAt, known.position);
    }
  }

  /** `at` is in the time frame of the position. The clock of a test home follows its readings, so the service's clock never wakes it. */
  #wakeAt(homeId: HomeId, at: number | null, position: number): void {
    const { wakeups, registry, serverSteps } = this.#needs;
    wakeups.set(homeId, at !== null && isOnServiceClock(registry.home(homeId)) ? at + serverSteps().msBetween(position) : null);
  }
}
