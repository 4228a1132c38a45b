import type { Author } from "#domain/alarm.ts";
import { type Case, holderOf } from "./caseState.ts";
import { type CaseStep, type RefusedStep, type StepContext, stepTo } from "./caseStep.ts";
import { touched } from "./holding.ts";

/**
 * A person reads how to get into the home. The holder of the case may, and a person who may look in each open case, such as a supervisor. After
 * the close there is no reason to.
 */
export function lookAtAccessNotes(
  before: Case,
  by: Author,
  { mayInEach }: { mayInEach: boolean },
  { now }: StepContext,
): CaseStep | RefusedStep {
  if (before.phase.state === "closed") return { refused: "closed" };
  const holder = holderOf(before);
  if (holder?.id !== by.id && !mayInEach) return { refused: holder === null ? "notHolder" : "held" };
  const after = holder?.id === by.id ? touched(before, now) : before;
  return stepTo(after, [{ event: "looked", text: `${by.name} looked at the access notes`, by }]);
}
