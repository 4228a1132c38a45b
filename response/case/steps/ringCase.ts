import { higherPriority, type Priority } from "#domain/alarm.ts";
import type { Case } from "./caseState.ts";
import { atCentre } from "./holding.ts";

/** A ring of one of the case's alarms. */
export interface CaseRing {
  priority: Priority;
  event: "raised" | "rangAgain" | "priorityRaised";
  /** The alarm's ladder begins at the centre. */
  toCentre: boolean;
  /** Contacts should have been notified, and none could be. */
  familyUnreached: boolean;
  /** By the service's clock, epoch ms. */
  now: number;
}

/**
 * One more ring in an open case of a live home. The SQL of `raiseAlarm` (alarm/raiseAlarm.ts) does the same inside the transaction that
 * records the reading; a system test holds the two together.
 *
 * No claim silences a person: a critical ring in a claimed case is unheard until the holder acknowledges it, and one in a follow-up brings the
 * case back to every desk. Another new alarm makes the follow-up due at once.
 *
 * Example: Robin holds the case of a fall and sends a responder, follow-up in 20 minutes. Five minutes later the pendant is pressed: the case
 * is at the centre and rings at every desk.
 */
export function ringCase(before: Case, { priority, event, toCentre, familyUnreached, now }: CaseRing): Case {
  const { phase } = before;
  const rung = { ...before, rings: before.rings + 1, priority: higherPriority(before.priority, priority) };
  const isCritical = priority === "critical";
  const isNew = event !== "rangAgain";
  switch (phase.state) {
    case "waiting": {
      const comesToCentre = phase.centreSince === null && (isNew ? toCentre : isCritical);
      const counted = { ...rung, familyUnreached: before.familyUnreached || (isNew && familyUnreached) };
      return comesToCentre ? { ...counted, accepted: null, phase: atCentre(now) } : counted;
    }
    case "claimed":
      return isCritical ? { ...rung, phase: { ...phase, unheardRingAt: phase.unheardRingAt ?? now } } : rung;
    case "followUp":
      if (isCritical) return { ...rung, accepted: null, phase: atCentre(now) };
      return isNew ? { ...rung, phase: { ...phase, dueAt: Math.min(phase.dueAt, now) } } : rung;
    case "closed":
      return before;
  }
}
