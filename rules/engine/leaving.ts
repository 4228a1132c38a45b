import { fail } from "./decisions.ts";
import { slotAt } from "./homeState.ts";
import { guardAt, putBack, type Turn } from "./homeStep.ts";

/** Rules out of the plan go when their last episode is over. */
export function letGo(turn: Turn): void {
  for (const place of turn.leaving) {
    if (isRunning(turn, place)) continue;
    putBack(turn, place, undefined);
    turn.leaving = turn.leaving.filter((one) => one !== place);
  }
}

/** Whether a rule has an episode under way; one that cannot even tell is set aside. */
export function isRunning(turn: Turn, place: number): boolean {
  const slot = slotAt(turn, place);
  const rule = turn.rules[place];
  if (slot === undefined || slot.failed !== undefined || rule?.running === undefined) return false;
  try {
    return rule.running(slot.state);
  } catch (error) {
    fail(turn, guardAt(turn, place), error, { on: "start" }, turn.now, `running/v${rule.version}`);
    return false;
  }
}
