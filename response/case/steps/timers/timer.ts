import type { Case } from "../caseState.ts";
import type { CaseStep, StepContext } from "../caseStep.ts";

/** A timer of a case: when it is due, in epoch ms, and what it does then. `at`: when it was due. */
export interface Timer {
  at: number;
  run: (before: Case, context: StepContext, at: number) => CaseStep;
}
