import type { HomeId } from "#domain/ids.ts";
import type { Registry } from "#homes/registry.ts";
import type { Entry } from "../queue/entry.ts";
import type { HomeStates } from "./homeStates.ts";

const mostAtOnce = 20;
/** A press behind those that are being opened waits no longer than this, or than for one. */
const openingMs = 20;

interface UnopenedNeeds {
  states: Pick<HomeStates, "get" | "uncommittedDecisions">;
  registry: Pick<Registry, "homes">;
}

/** The homes in which nobody has taken a step since the service began: a rule may have another version now, or something may be owed there. */
export class UnopenedHomes {
  readonly #needs: UnopenedNeeds;
  /** The last are taken first. */
  #homeIds: HomeId[] = [];
  #atOnce = 1;

  constructor(needs: UnopenedNeeds) {
    this.#needs = needs;
  }

  /** As recovery left them; those in which something is owed come first. */
  find(): void {
    const { states, registry } = this.#needs;
    const unknown: HomeId[] = [];
    const owing: HomeId[] = [];
    for (const { id } of registry.homes()) {
      if (states.get(id) === undefined) unknown.push(id);
      else if (states.uncommittedDecisions(id) !== undefined) owing.push(id);
    }
    this.#homeIds = [...unknown, ...owing];
  }

  /**
   * The next few to be opened, or null where all are; `tookMs` is how long the last took. To open one takes a tenth of a millisecond;
   * where a rule has another version it learns from two days of readings, and that takes tens.
   */
  next(tookMs: number): Entry | null {
    const { states } = this.#needs;
    this.#atOnce = tookMs > openingMs ? Math.max(1, this.#atOnce >> 1) : Math.min(mostAtOnce, this.#atOnce * 2);
    while (this.#homeIds.length > 0) {
      const some = this.#homeIds.splice(-this.#atOnce);
      const homeIds = some.filter((id) => states.get(id) === undefined || states.uncommittedDecisions(id) !== undefined);
      if (homeIds.length > 0) return { type: "open", homeIds };
    }
    return null;
  }
}
