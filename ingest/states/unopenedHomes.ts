import type { HomeId } from "#domain/ids.ts";
import type { Registry } from "#homes/registry.ts";
import type { ServerSteps } from "../journal/serverSteps.ts";
import type { Entry } from "../queue/entry.ts";
import type { HomeStates } from "./homeStates.ts";

const maxPerEntry = 20;
/** A press waits for the homes that are being opened no longer than this, or than for one home. */
const openingMs = 20;

interface UnopenedNeeds {
  states: Pick<HomeStates, "get" | "uncommittedDecisions">;
  registry: Pick<Registry, "homes">;
  serverSteps: () => ServerSteps;
}

/**
 * Homes that had no step since the service started, or since the server's clock was set. They are opened in the background: a rule with a
 * new version must learn from the home's readings, recovery may have left uncommitted decisions there, and a rule that waits for 22:00 must
 * look at the new time.
 *
 * To open a home takes 0.1 ms; if a rule learns from two days of readings, tens of milliseconds. The number of homes in one entry adapts:
 * it doubles up to 20 while an entry takes less than 20 ms, and halves down to 1 when it takes longer.
 */
export class UnopenedHomes {
  readonly #needs: UnopenedNeeds;
  /** Taken from the end. */
  #homeIds: HomeId[] = [];
  #perEntry = 1;

  constructor(needs: UnopenedNeeds) {
    this.#needs = needs;
  }

  /** Call after recovery, and after a step of the server's clock. Homes with uncommitted decisions come first. */
  find(): void {
    const { states, registry } = this.#needs;
    const withoutState: HomeId[] = [];
    const withDecisions: HomeId[] = [];
    for (const { id } of registry.homes()) {
      if (this.#isBehind(id)) withoutState.push(id);
      else if (states.uncommittedDecisions(id) !== undefined) withDecisions.push(id);
    }
    this.#homeIds = [...withoutState, ...withDecisions];
  }

  /** The entry that opens the next homes, or null when all are open. `tookMs`: how long the last such entry took. */
  next(tookMs: number): Entry | null {
    const { states } = this.#needs;
    this.#perEntry = tookMs > openingMs ? Math.max(1, this.#perEntry >> 1) : Math.min(maxPerEntry, this.#perEntry * 2);
    while (this.#homeIds.length > 0) {
      const taken = this.#homeIds.splice(-this.#perEntry);
      const homeIds = taken.filter((id) => this.#isBehind(id) || states.uncommittedDecisions(id) !== undefined);
      if (homeIds.length > 0) return { type: "open", homeIds };
    }
    return null;
  }

  /** The home is not opened yet, or its state is of an earlier time frame. */
  #isBehind(id: HomeId): boolean {
    const { states, serverSteps } = this.#needs;
    const known = states.get(id);
    return known === undefined || serverSteps().between(known.position).length > 0;
  }
}
