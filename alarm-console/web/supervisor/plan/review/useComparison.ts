import { useState } from "react";
import type { Plan } from "#domain/plan.ts";
import type { PlanDifference } from "#domain/planDifference.ts";
import { type Fault, faultsIn } from "../../../shared/forms/faults.ts";
import { backtest, type PlanView } from "../../../shared/plan/planApi.ts";

export interface Comparison {
  difference: PlanDifference | null;
  /** `difference` belongs to an older draft or an older live plan. */
  outdated: boolean;
  busy: boolean;
  /** Why the comparison failed; null when it did not. Errors of single fields go to `onFaults` instead. */
  failure: string | null;
  /** Resolves to true when there is a new comparison. */
  compare(): Promise<boolean>;
  clear(): void;
}

/** Compares a draft with the live plan over recent nights, and remembers which draft the result belongs to. */
export function useComparison(live: PlanView, plan: Plan, onFaults: (faults: readonly Fault[]) => void): Comparison {
  const [result, setResult] = useState<{ of: string; difference: PlanDifference } | null>(null);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  const key = JSON.stringify([live.version, plan]);

  const compare = async (): Promise<boolean> => {
    setBusy(true);
    setFailure(null);
    onFaults([]);
    const answer = await backtest(live.homeId, plan);
    setBusy(false);
    if (answer.ok) {
      setResult({ of: key, difference: answer.value });
      return true;
    }
    const faults = faultsIn(answer);
    onFaults(faults);
    setFailure(faults.length > 0 ? null : answer.message);
    return false;
  };

  return {
    difference: result?.difference ?? null,
    outdated: result !== null && result.of !== key,
    busy,
    failure,
    compare,
    clear: () => setResult(null),
  };
}
