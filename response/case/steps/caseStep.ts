import type { Author, TimelineEvent } from "#domain/alarm.ts";
import type { AnsweringSettings } from "#domain/answering/answeringSettings.ts";
import type { Message, ReachableContact } from "../../escalation/ladder.ts";
import type { Case } from "./caseState.ts";

/** A line of the timeline that a step adds. */
export interface NewEntry {
  event: TimelineEvent;
  text: string;
  by: Author | null;
  /** Left out: about the whole case. */
  alarmId?: string;
  /** For statistics. */
  details?: object;
}

/**
 * What a step sends. `key` names the moment, so that one person hears of it once: the same step done again has the same key.
 * Recipients other than contacts are groups; the caller finds their members and addresses.
 */
export interface Notice {
  kind: "alarm" | "askAgain" | "supervisor" | "everyone";
  key: string;
  alarmId: string | null;
  sentence: string;
  /** The step of a ladder, "<ladder>/<step>": where all its messages fail, its next step runs at once. */
  step?: string;
  to: readonly Message[] | "supervisors" | "fallbackContacts";
}

/** A step of a case: the case afterwards, and what must be written with it in one transaction. */
export interface CaseStep {
  case: Case;
  entries: readonly NewEntry[];
  notices: readonly Notice[];
  /** Alarms that the step closes, and how they ended. */
  closedAlarms: readonly { alarmId: string; outcome: string }[];
  /** Stuck buttons that the step takes out of the case: each becomes a technical case until it is quiet. */
  movedToTechnical: readonly { alarmId: string; outcome: string }[];
  /** Alarms of a closed case that the step opens again. */
  openedAlarms: readonly string[];
}

export type RefusalReason =
  | "stale"
  | "closed"
  | "held"
  | "notHolder"
  | "notOpen"
  | "rangAgain"
  | "noteNeeded"
  | "reasonNeeded"
  | "notOffered"
  | "offDuty"
  | "tooLate"
  | "otherCaseOpen"
  /** What a contact takes back was changed meanwhile. */
  | "overtaken"
  /** What happened is not over yet. */
  | "notOver"
  /** The ten seconds in which an answer can be taken back are over, or it was taken back. */
  | "undoOver";

export interface RefusedStep {
  refused: RefusalReason;
}

export const isRefused = (outcome: CaseStep | RefusedStep): outcome is RefusedStep => "refused" in outcome;

/** What a step may know beside the case and its event. */
export interface StepContext {
  /** Epoch ms. */
  now: number;
  settings: AnsweringSettings;
  contacts: readonly ReachableContact[];
  /** One sentence about an alarm, for messages. */
  sentenceOf: (alarmId: string) => string;
}

/** A step that changes the case and adds entries, and nothing else. */
export const stepTo = (changed: Case, entries: readonly NewEntry[], notices: readonly Notice[] = []): CaseStep => ({
  case: changed,
  entries,
  notices,
  closedAlarms: [],
  movedToTechnical: [],
  openedAlarms: [],
});

/** The second step after the first, as one. */
export const followedBy = (first: CaseStep, second: CaseStep): CaseStep => ({
  case: second.case,
  entries: [...first.entries, ...second.entries],
  notices: [...first.notices, ...second.notices],
  closedAlarms: [...first.closedAlarms, ...second.closedAlarms],
  movedToTechnical: [...first.movedToTechnical, ...second.movedToTechnical],
  openedAlarms: [...first.openedAlarms, ...second.openedAlarms],
});
