import type { Author } from "#domain/alarm.ts";
import { type CarerCause, causeWords } from "#domain/carers/carerCause.ts";
import { type Accepted, type Case, isLifeSafety, type Waiting } from "../caseState.ts";
import { type CaseStep, type RefusedStep, type StepContext, stepTo } from "../caseStep.ts";
import { closedCase } from "../closing.ts";
import { isOnIt } from "../contactAnswers.ts";

/** What a contact says the alarm was, and what the step must know beside the case. */
export interface ToldCause {
  cause: CarerCause;
  /** With which a case ends that the contact may close, and its words. */
  outcome: string;
  outcomeLabel: string;
  /** Each open alarm is over: back in bed, door closed. */
  isOver: boolean;
}

/** Who closed a case: a contact. */
export const contactCloser = ({ id }: Author): string => `contact/${id}`;

/** The contact who is on it may close the case: it is with the family and no danger to life. Only staff close that (docs/guarantees.md, 8). */
export const mayClose = (one: Case, contact: Author): boolean =>
  one.phase.state === "waiting" && one.phase.centreSince === null && !isLifeSafety(one) && !one.technical && isOnIt(one, contact);

/**
 * A contact says what it was, once it is over. The contact who is on it closes the case by this; in any other case it is a line of the timeline
 * beside the outcome of staff.
 */
export function tellCause(before: Case, contact: Author, told: ToldCause, { now }: StepContext): CaseStep | RefusedStep {
  const { cause, outcome, outcomeLabel, isOver } = told;
  const isClosed = before.phase.state === "closed";
  if (!isClosed && !isOver) return { refused: "notOver" };
  const details = { cause };
  const said = { event: "cause", text: `${contact.name} says what it was: ${causeWords[cause]}`, by: contact, details } as const;
  if (isClosed || !mayClose(before, contact)) return stepTo(before, [said]);
  const text = `Closed by ${contact.name}: ${causeWords[cause]} (${outcomeLabel})`;
  return {
    ...stepTo(closedCase(before, contactCloser(contact), now), [said, { event: "closed", text, by: contact, details }]),
    closedAlarms: openAlarms(before).map((alarmId) => ({ alarmId, outcome })),
  };
}

const openAlarms = ({ alarms }: Case): string[] => alarms.filter(({ isOpen }) => isOpen).map(({ id }) => id);

/** The case before a contact closed it. */
export interface CloseUndo {
  phase: Waiting;
  accepted: Accepted | null;
  ladders: readonly (readonly [string, number])[];
  alarmIds: readonly string[];
  closedAt: number;
}

/** Null where the step closed nothing. */
export function closeUndo(before: Case, { case: after }: CaseStep): CloseUndo | null {
  if (before.phase.state !== "waiting" || after.phase.state !== "closed") return null;
  const ladders = before.ladders.flatMap(({ id, dueAt }) => (dueAt === null ? [] : [[id, dueAt] as const]));
  return { phase: before.phase, accepted: before.accepted, ladders, alarmIds: openAlarms(before), closedAt: after.phase.closedAt };
}

/** What opening the case again must know of the database. */
export interface OpeningFacts {
  /** Alarms that were open at the close, and whose episode has no newer open alarm. */
  alarmIds: readonly string[];
  hasOtherOpenCase: boolean;
}

/** The contact takes the cause back. A case that was closed by it is open again as it was, unless the home rang since: that is a new case. */
export function takeBackCause(before: Case, contact: Author, undo: CloseUndo | null, facts: OpeningFacts): CaseStep | RefusedStep {
  const text = `${contact.name} took back what it was`;
  const entry = { event: "takenBack", text, by: contact, details: { what: "cause" } } as const;
  if (undo === null) return stepTo(before, [entry]);
  const { phase } = before;
  if (phase.state !== "closed") return { refused: "overtaken" };
  if (phase.closedBy !== contactCloser(contact) || phase.closedAt !== undo.closedAt) return { refused: "closed" };
  if (facts.hasOtherOpenCase || undo.alarmIds.some((id) => !facts.alarmIds.includes(id))) return { refused: "otherCaseOpen" };
  const dueAt = new Map(undo.ladders);
  const opened: Case = {
    ...before,
    phase: undo.phase,
    accepted: undo.accepted,
    alarms: before.alarms.map((alarm) => ({ ...alarm, isOpen: alarm.isOpen || undo.alarmIds.includes(alarm.id) })),
    ladders: before.ladders.map((ladder) => ({ ...ladder, dueAt: dueAt.get(ladder.id) ?? null })),
  };
  return { ...stepTo(opened, [{ ...entry, text: `${text}: open again` }]), openedAlarms: undo.alarmIds };
}
