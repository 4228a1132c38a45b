import { useCallback, useState } from "react";
import { useWhileSeen } from "../../shared/clock/useWhileSeen.ts";
import { type PlanView, readPlan } from "./planApi.ts";

const refreshMs = 30_000;

/** The plan that guards the home now; read again every half minute while it is seen, since devices fall silent and others make plans too. */
export function useLivePlan(homeId: string) {
  const [live, setLive] = useState<PlanView | null>(null);
  const [fault, setFault] = useState<string | null>(null);
  const take = useCallback(
    // The same object while nothing changed, so that the page does not draw itself anew under a hand.
    (next: PlanView) => setLive((now) => (JSON.stringify(now) === JSON.stringify(next) ? now : next)),
    [],
  );
  const read = useCallback(async () => {
    const answer = await readPlan(homeId);
    if (answer.ok) take(answer.value);
    setFault(answer.ok ? null : answer.message);
  }, [homeId, take]);
  const again = useCallback(() => void read(), [read]);
  useWhileSeen(again, refreshMs);
  return { live, fault, again, take };
}
