import type { Author } from "#domain/alarm.ts";
import type { Case, Holder } from "./caseState.ts";
import { holderOf, isLifeSafety } from "./caseState.ts";
import { type CaseStep, type RefusedStep, type StepContext, stepTo } from "./caseStep.ts";
import { inHandsOf, refusalOfOther, touched } from "./holding.ts";

/** An alarm that rang since the holder looked. `isSame`: by the same device, in the same words as before. */
export interface UnseenAlarm {
  id: string;
  isSame: boolean;
}

/** How a case ends: with one outcome for all its alarms, or another one for some of them. */
export interface Closing {
  outcome: string;
  /** By alarm. */
  outcomes?: Readonly<Record<string, string>> | undefined;
  note: string;
  /** How many rings of the case the holder has seen; left out: all. */
  rings?: number | undefined;
  /** The alarms of the rings that the holder has not seen. */
  unseenAlarms: readonly UnseenAlarm[];
  /** A person of the home, a contact or a responder was reached or called, as the timeline says. */
  hasContact: boolean;
  /** The holder has written a note since they hold the case. */
  hasNote: boolean;
  outcomeOf: OutcomeOf;
}

/** An outcome's words, and whether it says that a device is at fault. An unknown code is its own label. */
export type OutcomeOf = (code: string) => { label: string; isTechnical: boolean };

/** A stuck button that is closed as technical goes to the technical list, where it may ring on. */
const movesToTechnical = ({ technical }: Case, stuck: boolean, { isTechnical }: ReturnType<OutcomeOf>): boolean =>
  stuck && !technical && isTechnical;

/** For so long the person who closed a case may take that back without a reason. */
export const undoMs = 10_000;
/** For so long a closed case may be opened again. */
export const reopenMs = 24 * 3_600_000;

/** The holder closes the case. A stuck button that keeps ringing does not keep a case open; a ring of any other alarm does. */
export function close(before: Case, by: Author, closing: Closing, { now }: StepContext): CaseStep | RefusedStep {
  const refused = refusalOfOther(before, by);
  if (refused !== null) return refused;
  const open = before.alarms.filter(({ isOpen }) => isOpen);
  const ended = open.map(({ id, stuck }) => {
    const outcome = closing.outcomes?.[id] ?? closing.outcome;
    return { alarmId: id, outcome, isStuck: movesToTechnical(before, stuck, closing.outcomeOf(outcome)) };
  });
  // More rings than there are is no number that a desk has seen.
  const hasUnseen = closing.rings !== undefined && closing.rings !== before.rings;
  const stuckIds = ended.filter(({ isStuck }) => isStuck).map(({ alarmId }) => alarmId);
  const onlyStuckRang = closing.unseenAlarms.length > 0 && closing.unseenAlarms.every(({ id, isSame }) => isSame && stuckIds.includes(id));
  if (hasUnseen && !onlyStuckRang) return { refused: "rangAgain" };
  if (isLifeSafety(before) && closing.note === "" && !closing.hasNote && !closing.hasContact) return { refused: "noteNeeded" };
  const said = [...new Set([...ended.map(({ outcome }) => outcome), ...(ended.length === 0 ? [closing.outcome] : [])])];
  const text = `Closed: ${said.map((code) => closing.outcomeOf(code).label).join("; ")}${closing.note === "" ? "" : `. ${closing.note}`}`;
  return {
    ...stepTo(closedCase(before, by.id, now), [{ event: "closed", text, by }]),
    closedAlarms: ended.filter(({ isStuck }) => !isStuck),
    movedToTechnical: ended.filter(({ isStuck }) => isStuck),
  };
}

/**
 * One alarm of the case is closed. With the last one the case is closed. An alarm of a case that no one holds may be closed at once. A stuck
 * button that is closed as technical goes to the technical list, also while it rings.
 */
export function closeAlarm(
  before: Case,
  by: Author,
  { alarmId, outcome, note, rings, outcomeOf }: Pick<Closing, "outcome" | "note" | "rings" | "outcomeOf"> & { alarmId: string },
  { now }: StepContext,
): CaseStep | RefusedStep {
  const alarm = before.alarms.find(({ id }) => id === alarmId);
  if (before.phase.state === "closed" || alarm === undefined || !alarm.isOpen) return { refused: "closed" };
  const holder = holderOf(before);
  if (holder !== null && holder.id !== by.id) return { refused: "held" };
  const keepsRinging = movesToTechnical(before, alarm.stuck, outcomeOf(outcome));
  if (rings !== undefined && rings < alarm.rings && !keepsRinging) return { refused: "rangAgain" };
  const entry = { event: "closed", text: `Closed: ${outcomeOf(outcome).label}${note === "" ? "" : `. ${note}`}`, by, alarmId } as const;
  const isLast = before.alarms.every(({ id, isOpen }) => id === alarmId || !isOpen);
  const rest = {
    ...touched(before, now),
    alarms: before.alarms.map((one) => (one.id === alarmId ? { ...one, isOpen: false } : one)),
    ladders: before.ladders.map((ladder) => (ladder.alarmId === alarmId ? { ...ladder, dueAt: null } : ladder)),
  };
  const ended = [{ alarmId, outcome }];
  return {
    ...stepTo(isLast ? closedCase(before, by.id, now) : rest, [entry]),
    closedAlarms: keepsRinging ? [] : ended,
    movedToTechnical: keepsRinging ? ended : [],
  };
}

/** The case after its close. `by`: the account or token; null where the service closed it, such as a stuck button that has been quiet. */
export const closedCase = (before: Case, by: string | null, now: number): Case => ({
  ...before,
  phase: { state: "closed", closedAt: now, closedBy: by },
  accepted: null,
  alarms: before.alarms.map((alarm) => ({ ...alarm, isOpen: false })),
  ladders: before.ladders.map((ladder) => ({ ...ladder, dueAt: null })),
});

/**
 * An operator opens a closed case again and holds it. Within ten seconds the person who closed it needs no reason: that is undo. `reopened`: the
 * alarms that were open at the close, and that no newer alarm has replaced.
 */
export function reopen(
  before: Case,
  by: Holder,
  { reason, alarmIds, hasOtherOpenCase }: { reason: string; alarmIds: readonly string[]; hasOtherOpenCase: boolean },
  { now }: StepContext,
): CaseStep | RefusedStep {
  const { phase } = before;
  if (phase.state !== "closed") return { refused: "notOpen" };
  if (now - phase.closedAt > reopenMs) return { refused: "tooLate" };
  if (hasOtherOpenCase) return { refused: "otherCaseOpen" };
  const isUndo = phase.closedBy === by.id && now - phase.closedAt <= undoMs;
  if (!isUndo && reason === "") return { refused: "reasonNeeded" };
  const opened = { ...before, alarms: before.alarms.map((alarm) => ({ ...alarm, isOpen: alarm.isOpen || alarmIds.includes(alarm.id) })) };
  const text = isUndo && reason === "" ? "Close undone" : `Opened again by ${by.name}: ${reason}`;
  return { ...stepTo(inHandsOf(opened, by, now), [{ event: "reopened", text, by }]), openedAlarms: alarmIds };
}
