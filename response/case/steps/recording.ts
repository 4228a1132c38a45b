import type { Author } from "#domain/alarm.ts";
import { type DoneAction, isUnansweredHome } from "./caseAction.ts";
import { type Case, holderOf } from "./caseState.ts";
import { type CaseStep, type RefusedStep, type StepContext, stepTo } from "./caseStep.ts";
import { atCentre, touched } from "./holding.ts";

/** What a person did: "Called Meera: no answer". Each person who may answer alarms may record it, not only the holder. */
export function recordAction(
  before: Case,
  by: Author,
  { text, details, ...done }: { text: string; details: object } & Pick<DoneAction, "action" | "result">,
  { now }: StepContext,
): CaseStep | RefusedStep {
  if (before.phase.state === "closed") return { refused: "closed" };
  const inHand = holderOf(before)?.id === by.id ? touched(before, now) : before;
  const after: Case = isUnansweredHome(done) ? emergency(inHand, now) : inHand;
  return stepTo(after, [{ event: "action", text, by, details }]);
}

/** No one in the home answers: the case is critical, and the centre's, if it was with the family. A follow-up is due now, and does not wait for hours. */
function emergency(before: Case, now: number): Case {
  const { phase } = before;
  const critical: Case = { ...before, priority: "critical" };
  if (phase.state === "followUp") return { ...critical, phase: { ...phase, dueAt: Math.min(phase.dueAt, now) } };
  const isWithFamily = phase.state === "waiting" && phase.centreSince === null;
  return isWithFamily ? { ...critical, phase: atCentre(now), accepted: null } : critical;
}

/** A note may be added always, also after the close and to a case that another person holds. */
export function addNote(
  before: Case,
  by: Author,
  { text, alarmId }: { text: string; alarmId?: string | undefined },
  { now }: StepContext,
): CaseStep {
  const after = holderOf(before)?.id === by.id ? touched(before, now) : before;
  return stepTo(after, [{ event: "note", text, by, ...(alarmId === undefined ? {} : { alarmId }) }]);
}
