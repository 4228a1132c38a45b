import type { CarerCause } from "#domain/carers/carerCause.ts";

export type TapAnswer = { what: "accept" | "handOver" | "calling" } | { what: "cause"; cause: CarerCause } | { what: "undo"; of: string };

/** Why a tap did not count, as the service says it (response/carers/instead.ts). `expired`: it waited too long on this phone and was never sent. */
export interface NotCounted {
  code:
    | ("closed" | "held" | "otherOnIt" | "atCentre" | "rangAgain" | "newAlarm")
    | ("notOver" | "undoOver" | "nothing" | "tooOld" | "expired" | "refused");
  at: string | null;
  name: string | null;
  /** When it was tapped, by the service's clock; null where the service never heard of it. */
  tappedAt: string | null;
  timezone: string | null;
}

/**
 * An answer of the carer on its way. `waiting`: not sent, or its result has not arrived. `arrived`: it counted, and can be taken back for ten seconds.
 * `notCounted`: shown until the carer has read it.
 */
export interface Tap {
  key: string;
  accountId: string;
  caseId: string;
  answer: TapAnswer;
  /** By the phone's clock, epoch ms: only differences count. */
  tappedAt: number;
  /** It was sent once at least, so the service may know it. */
  wasSent: boolean;
  state: { kind: "waiting" } | { kind: "arrived"; at: number } | { kind: "notCounted"; why: NotCounted };
}

/**
 * How long ago something was by the phone's clock, and by its running time where the page still is the same one. A clock that was set back makes
 * the age unknown: null.
 */
export function ageOf(since: number, sinceRunning: number | undefined, now: number, running: number): number | null {
  const byClock = now - since;
  if (sinceRunning === undefined) return byClock < 0 ? null : byClock;
  return Math.max(byClock, running - sinceRunning);
}
