import type { HomeId } from "#domain/ids.ts";
import type { Engine } from "#rules/engine.ts";
import type { Committed } from "./commit.ts";
import type { Entry } from "./entry.ts";
import type { Recovered } from "./recovery.ts";
import type { Registry } from "./registry.ts";
import type { RuleStates } from "./ruleStates.ts";
import type { Wakeups } from "./wakeups.ts";

const mostOpenedAtOnce = 20;
/** A press behind those that are being opened waits no longer than this, or than for one. */
const openingMs = 20;

interface HomesAwakeNeeds {
  states: RuleStates;
  wakeups: Wakeups;
  registry: Pick<Registry, "home" | "homes">;
  engine: Pick<Engine, "nextWake">;
}

/** Keeps what is known of homes and when each wants to be woken in step, and says in which nobody has taken a step yet. */
export class HomesAwake {
  readonly #needs: HomesAwakeNeeds;
  /** Their timers are known, but a rule may have another version now. Last come those in which something is owed: they are taken first. */
  #unopened: HomeId[] = [];
  #atOnce = 1;

  constructor(needs: HomesAwakeNeeds) {
    this.#needs = needs;
  }

  /** What recovery read, in the place of all there was. */
  replace(recovered: Pick<Recovered, "states" | "saved" | "concluded">): void {
    const { states, registry, engine } = this.#needs;
    states.replace(recovered);
    this.#unopened = [];
    for (const { id } of registry.homes()) {
      const known = states.get(id);
      this.#wake(id, known === undefined ? (states.saved(id)?.wakeAt ?? null) : engine.nextWake(known.state));
      if (known === undefined) this.#unopened.push(id);
    }
    for (const { homeId } of recovered.concluded) this.#unopened.push(homeId);
  }

  /** What a transaction made true. */
  adopt(committed: Pick<Committed, "states" | "opened">): void {
    const { states, engine } = this.#needs;
    for (const [homeId, known] of committed.opened) {
      states.open(homeId, known);
      this.#wake(homeId, engine.nextWake(known.state));
    }
    for (const [homeId, known] of committed.states) {
      states.adopt(homeId, known);
      this.#wake(homeId, engine.nextWake(known.state));
    }
  }

  /**
   * The next few to be opened, or null where all are; `tookMs` is how long the last took. To open one takes a tenth of a millisecond;
   * where a rule has another version it learns from two days of readings, and that takes tens.
   */
  nextToOpen(tookMs: number): Entry | null {
    this.#atOnce = tookMs > openingMs ? Math.max(1, this.#atOnce >> 1) : Math.min(mostOpenedAtOnce, this.#atOnce * 2);
    const { states } = this.#needs;
    while (this.#unopened.length > 0) {
      const some = this.#unopened.splice(-this.#atOnce);
      const homeIds = some.filter((id) => states.get(id) === undefined || states.owed(id) !== undefined);
      if (homeIds.length > 0) return { type: "open", homeIds };
    }
    return null;
  }

  /** A test home's clock is its readings': no wall clock wakes it. */
  #wake(homeId: HomeId, at: number | null): void {
    const { wakeups, registry } = this.#needs;
    wakeups.set(homeId, registry.home(homeId)?.mode === "live" ? at : null);
  }
}
