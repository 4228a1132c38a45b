import { slotAt } from "./homeState.ts";
import { putBack, type Turn } from "./homeStep.ts";
import { isRunning } from "./leaving.ts";
import { startRule } from "./runRules.ts";

/**
 * Fits these rules to the turn's home and guards: rules out of the plan go when they are through, and those that were set aside are
 * tried again, but for `resumed`. Rules without a standing have none after it.
 */
export function refitRules(turn: Turn, at: number, places: Iterable<number>, resumed = false): void {
  for (const place of places) {
    const slot = slotAt(turn, place);
    const guard = turn.guards.byPlace[place];
    if (guard !== undefined) {
      // Back in the plan with an episode under way: until it has learned what it missed, it stays as it is.
      if (turn.leaving.includes(place)) continue;
      if (slot === undefined || (resumed && slot.failed !== undefined)) continue;
      startRule(turn, guard, at, slot.failed === undefined ? slot.state : undefined);
    } else if (slot !== undefined) {
      if (isRunning(turn, place)) {
        if (!turn.leaving.includes(place)) turn.leaving = [...turn.leaving, place];
      } else putBack(turn, place, undefined);
    }
  }
}
