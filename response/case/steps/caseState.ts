import type { Author, Priority } from "#domain/alarm.ts";
import type { EscalationPolicy } from "#domain/answering/escalation.ts";
import type { ContactPlaces } from "../../escalation/contactPlaces.ts";

/** Times are epoch ms by the service's clock. */

/** Who holds a case, and by which session or token: the case is lost when that ends. */
export interface Holder extends Author {
  via: { kind: "session" | "token"; id: string } | null;
}

/** The case has no holder. `centreSince` null: it is with the family, and the centre does not ring. `centreSteps`: steps of the centre that have run. */
export interface Waiting {
  state: "waiting";
  centreSince: number | null;
  centreSteps: number;
}

export interface Claimed {
  state: "claimed";
  holder: Holder;
  /** When the holder last did something with the case. */
  touchedAt: number;
  /** When the holder was asked whether the case is still in hand. */
  askedAt: number | null;
  /** The operator to whom the holder hands over, who has not accepted yet. */
  offer: (Author & { until: number }) | null;
  /** The first life-safety ring that the holder has not acknowledged. */
  unheardRingAt: number | null;
  /** That ring sounds at every desk now. */
  everyDeskSounds: boolean;
}

/** A responder is on the way: the holder does other work until `dueAt`. */
export interface FollowUp {
  state: "followUp";
  holder: Holder;
  dueAt: number;
  note: string;
  askedAt: number | null;
}

export interface Closed {
  state: "closed";
  closedAt: number;
  closedBy: string | null;
}

export type Phase = Waiting | Claimed | FollowUp | Closed;

export interface CaseAlarm {
  id: string;
  rule: string;
  priority: Priority;
  rings: number;
  isOpen: boolean;
  /** Its button presses without end. */
  stuck: boolean;
  /** When it rang last. */
  rangAt: number | null;
}

/** The escalation of one alarm. `dueAt` null: stopped, or past its last step. */
export interface Ladder {
  id: string;
  alarmId: string;
  steps: EscalationPolicy;
  /** Whom the steps mean by a place. */
  contactPlaces: ContactPlaces;
  nextStep: number;
  dueAt: number | null;
}

/** A contact who said "I'm on it", and when. */
export interface OnIt extends Author {
  at: number;
}

/** Contacts who said "I'm on it": the one whose word last stopped a ladder, and others. */
export interface Accepted extends OnIt {
  /** When this contact was asked again. */
  askedAt: number | null;
  /** Other contacts who said it too, oldest first. */
  others: readonly OnIt[];
  stops: readonly Stop[];
}

/**
 * What "I'm on it" stopped, and the contacts on whose word it has stopped (their ids). It continues when each of them has taken the word back.
 * `ladder`: it was due at `dueAt`. `centre`: the case waited at the centre. `before`: who was on it, where the word replaced an earlier one.
 *
 * Example: Meera's "I'm on it" stops the ladder that would have notified Ines at 02:03, then Jonas says it too: `{ what: "ladder", dueAt: 02:03,
 * by: [Meera, Jonas] }`. Meera takes her word back: the ladder stays stopped, for Jonas is on it. Jonas takes his back: Ines is notified at 02:03.
 */
export type Stop = { by: readonly string[] } & (
  | { what: "ladder"; id: string; dueAt: number }
  | { what: "centre"; since: number; steps: number }
  | { what: "before"; accepted: Accepted }
);

export interface Case {
  id: string;
  homeId: string;
  technical: boolean;
  /** The highest of its alarms. */
  priority: Priority;
  /** Of all its alarms. */
  rings: number;
  phase: Phase;
  accepted: Accepted | null;
  /** A contact should have been notified and could not be. */
  familyUnreached: boolean;
  alarms: readonly CaseAlarm[];
  ladders: readonly Ladder[];
}

export const holderOf = ({ phase }: Pick<Case, "phase">): Holder | null =>
  phase.state === "claimed" || phase.state === "followUp" ? phase.holder : null;

/** A case with an alarm that may be a danger to life. */
export const isLifeSafety = ({ priority }: Pick<Case, "priority">): boolean => priority === "critical";
