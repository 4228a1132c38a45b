import type { HomeId } from "#domain/ids.ts";
import type { Registry } from "#homes/registry.ts";
import type { Engine } from "#rules/engine/engine.ts";
import type { Committed } from "../commit.ts";
import type { HomeStates, RecoveredStates } from "./homeStates.ts";
import type { Wakeups } from "./wakeups.ts";

interface HomeTimersNeeds {
  states: HomeStates;
  wakeups: Wakeups;
  registry: Pick<Registry, "home" | "homes">;
  engine: Pick<Engine, "nextWake">;
}

/** Keeps what is known of homes and when each wants to be woken in step. */
export class HomeTimers {
  readonly #needs: HomeTimersNeeds;

  constructor(needs: HomeTimersNeeds) {
    this.#needs = needs;
  }

  /** What recovery read, in the place of all there was. Of a home that nobody has opened the timers are known all the same. */
  replace(recovered: RecoveredStates): void {
    const { states, registry, engine } = this.#needs;
    states.replaceAll(recovered);
    for (const { id } of registry.homes()) {
      const known = states.get(id);
      this.#wake(id, known === undefined ? (states.saved(id)?.wakeAt ?? null) : engine.nextWake(known.state));
    }
  }

  /** What a transaction made true. */
  adopt(committed: Pick<Committed, "states" | "opened">): void {
    const { states, engine } = this.#needs;
    for (const [homeId, known] of committed.opened) {
      states.setOpened(homeId, known);
      this.#wake(homeId, engine.nextWake(known.state));
    }
    for (const [homeId, known] of committed.states) {
      states.setCommitted(homeId, known);
      this.#wake(homeId, engine.nextWake(known.state));
    }
  }

  /** A test home's clock is its readings: no wall clock wakes it. */
  #wake(homeId: HomeId, at: number | null): void {
    const { wakeups, registry } = this.#needs;
    wakeups.set(homeId, registry.home(homeId)?.mode === "live" ? at : null);
  }
}
