import { slotAt } from "./homeState.ts";
import { type HomeStep, restoreState } from "./homeStep.ts";
import { hasOpenEpisode } from "./leaving.ts";
import { startRule } from "./runRules.ts";

/**
 * Fits these rules to the turn's home and guards: rules out of the plan go when they are through, and those that were set aside are
 * tried again, but for `resumed`. Rules without a standing have none after it.
 */
export function applyHomeChange(turn: HomeStep, at: number, places: Iterable<number>, resumed = false): void {
  for (const place of places) {
    const slot = slotAt(turn, place);
    const guard = turn.ruleSet.byPlace[place];
    if (guard !== undefined) {
      // Back in the plan with an episode under way: until it has learned what it missed, it stays as it is.
      if (turn.finishing.includes(place)) continue;
      if (slot === undefined || (resumed && slot.disabledReason !== undefined)) continue;
      startRule(turn, guard, at, slot.disabledReason === undefined ? slot.state : undefined);
    } else if (slot !== undefined) {
      if (hasOpenEpisode(turn, place)) {
        if (!turn.finishing.includes(place)) turn.finishing = [...turn.finishing, place];
      } else restoreState(turn, place, undefined);
    }
  }
}
