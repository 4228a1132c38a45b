import type { Case } from "./caseState.ts";
import { type CaseStep, type StepContext, stepTo } from "./caseStep.ts";
import { nextAt } from "./caseTimers.ts";
import { atCentre } from "./holding.ts";

/**
 * What the auditor does with a case whose stored timer is wrong. The write of any step stores the timer that the case should have. A case that
 * has no holder and waits for nothing goes to the centre, where operators hear it.
 */
export function mended(before: Case, { now, settings }: Pick<StepContext, "now" | "settings">): CaseStep {
  if (before.technical || before.phase.state === "closed" || nextAt(before, settings) !== null) return stepTo(before, []);
  const text = "Link Line found that this case had no next step: at the centre now";
  return stepTo({ ...before, accepted: null, phase: atCentre(now) }, [{ event: "atCentre", text, by: null }]);
}
