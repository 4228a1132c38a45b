import type { HomeId } from "#domain/ids.ts";
import type { Entry } from "./entry.ts";
import type { RuleStates } from "./ruleStates.ts";

/** Should all of these have to learn from two days of readings, a press would hardly notice. */
const openedAtOnce = 20;

/**
 * Opens the saved states that nobody has needed since the service began, a few at a time behind whatever comes in: their timers are
 * known, but a rule may have another version now.
 */
export class Opening {
  #unopened: HomeId[] = [];

  /** In the place of those there were. */
  of(homeIds: HomeId[]): void {
    this.#unopened = homeIds;
  }

  /** The next few, or null where all are open. */
  next(states: Pick<RuleStates, "get">): Entry | null {
    while (this.#unopened.length > 0) {
      const homeIds = this.#unopened.splice(-openedAtOnce).filter((id) => states.get(id) === undefined);
      if (homeIds.length > 0) return { type: "open", homeIds };
    }
    return null;
  }
}
