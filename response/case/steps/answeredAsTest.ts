import type { Author } from "#domain/alarm.ts";
import type { Case } from "./caseState.ts";
import { holderOf } from "./caseState.ts";
import { type CaseStep, type RefusedStep, stepTo } from "./caseStep.ts";
import { closedCase } from "./closing.ts";

/** The outcome of a test. */
export const testOutcome = "testCall";

/** An installer says that a call in commissioning was a test. The same word again changes nothing; a ring that the phone has not shown refuses it. */
export function answeredAsTest(before: Case, by: Author, rings: number, now: number): CaseStep | RefusedStep {
  if (before.phase.state === "closed") return stepTo(before, []);
  if (holderOf(before) !== null) return { refused: "held" };
  if (before.rings !== rings) return { refused: "rangAgain" };
  const open = before.alarms.filter(({ isOpen }) => isOpen);
  return {
    ...stepTo(closedCase(before, by.id, now), [{ event: "closed", text: `Closed: Test call. ${by.name} tested it in commissioning`, by }]),
    closedAlarms: open.map(({ id }) => ({ alarmId: id, outcome: testOutcome })),
  };
}
