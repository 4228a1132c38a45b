import { disableRule } from "./decisions.ts";
import { slotAt } from "./homeState.ts";
import { activeRuleAt, type HomeStep, restoreState } from "./homeStep.ts";

/** Rules out of the plan go when their last episode is over. */
export function removeFinishedRules(turn: HomeStep): void {
  for (const place of turn.finishing) {
    if (hasOpenEpisode(turn, place)) continue;
    restoreState(turn, place, undefined);
    turn.finishing = turn.finishing.filter((one) => one !== place);
  }
}

/** Whether a rule has an episode under way; one that cannot even tell is set aside. */
export function hasOpenEpisode(turn: HomeStep, place: number): boolean {
  const slot = slotAt(turn, place);
  const rule = turn.rules[place];
  if (slot === undefined || slot.disabledReason !== undefined || rule?.hasOpenEpisode === undefined) return false;
  try {
    return rule.hasOpenEpisode(slot.state);
  } catch (error) {
    disableRule(turn, activeRuleAt(turn, place), error, { on: "start" }, turn.now, `running/v${rule.version}`);
    return false;
  }
}
