import { useCallback, useState } from "react";
import { useWhileVisible } from "../../shared/clock/useWhileVisible.ts";
import { type PlanView, readPlan } from "../../shared/plan/planApi.ts";

const refreshMs = 30_000;

/** The home's live plan. It is read every 30 seconds while the page is visible: devices may fall silent, and others may change the plan. */
export function useLivePlan(homeId: string) {
  const [live, setLive] = useState<PlanView | null>(null);
  const [fault, setFault] = useState<string | null>(null);
  const take = useCallback(
    // The same object while nothing changed, so that the page does not render again while the supervisor works on it.
    (next: PlanView) => setLive((now) => (JSON.stringify(now) === JSON.stringify(next) ? now : next)),
    [],
  );
  const read = useCallback(async () => {
    const answer = await readPlan(homeId);
    if (answer.ok) take(answer.value);
    setFault(answer.ok ? null : answer.message);
  }, [homeId, take]);
  const reload = useCallback(() => void read(), [read]);
  useWhileVisible(reload, refreshMs);
  return { live, fault, reload, take };
}
