import type { Author } from "#domain/alarm.ts";
import { contingencyRule } from "#domain/carers/contingency.ts";
import { type Accepted, type Case, isLifeSafety, type OnIt, type Stop, type Waiting } from "./caseState.ts";
import { type CaseStep, type RefusedStep, type StepContext, stepTo } from "./caseStep.ts";
import { atCentre, stopLadders } from "./holding.ts";

/**
 * What contacts answer, by the link in their message or on their pages. Several contacts may say "I'm on it": each is written once. The one whose
 * answer last stopped a ladder is asked again later; the others are stored beside, so that one who hands over does not take back what another said.
 */

/**
 * A contact said "I'm on it". All ladders of the family stop, also that of an alarm that rang after an earlier "I'm on it". A case that may be a
 * danger to life, or that has an open alarm about a contingency plan, keeps ringing at the centre.
 *
 * Example: Meera says it at 02:15 and Jonas at 02:16: "Jonas said: I'm on it too". At 02:20 Meera hands over. The centre has the case, and the desk
 * shows that Jonas is on it.
 */
export function contactAccepts(before: Case, contact: Author, { now }: StepContext): CaseStep | RefusedStep {
  const { phase, accepted, ladders } = before;
  if (phase.state === "closed") return { refused: "closed" };
  const isAnswering = accepted !== null && accepted.askedAt === null;
  const stays = phase.state !== "waiting" || phase.centreSince === null || isForCentre(before);
  const changesNothing = isAnswering && stays && ladders.every(({ dueAt }) => dueAt === null);
  if (changesNothing && isOnIt(before, contact)) return stepTo(before, []);
  const too = isAnswering && accepted.id !== contact.id ? " too" : "";
  const entry = { event: "accepted", text: `${contact.name} said: I'm on it${too}`, by: contact } as const;
  if (changesNothing) {
    const others = [...accepted.others, { id: contact.id, name: contact.name, at: now }];
    return stepTo({ ...before, accepted: { ...accepted, others, stops: withWordOf(contact.id, accepted.stops) } }, [entry]);
  }
  const answered = { ...before, accepted: acceptedBy(before, contact, stays, now) };
  const withFamily: Waiting = { state: "waiting", centreSince: null, centreSteps: 0 };
  return stepTo(stopLadders(stays ? answered : { ...answered, phase: withFamily }), [entry]);
}

/** No contact takes it from the centre. An alarm about a contingency plan is for operators alone: contacts do not even see it. */
const isForCentre = (one: Case): boolean => isLifeSafety(one) || one.alarms.some(({ rule, isOpen }) => isOpen && rule === contingencyRule);

/** A contact hands the case to the centre. Another contact who is on it stays on it, and the centre sees that. */
export function contactHandsOver(before: Case, contact: Author, { now }: StepContext): CaseStep | RefusedStep {
  const { phase } = before;
  if (phase.state === "closed") return { refused: "closed" };
  const entry = { event: "atCentre", text: `${contact.name} handed it to Link Line`, by: contact } as const;
  const accepted = acceptedWithout(before.accepted, contact.id);
  if (phase.state !== "waiting" || phase.centreSince !== null) return stepTo({ ...before, accepted }, [entry]);
  return stepTo(stopLadders({ ...before, accepted: forGood(accepted), phase: atCentre(now) }), [entry]);
}

/** A contact is about to call the home. It changes nothing: the others only see it. */
export const contactCalls = (before: Case, contact: Author): CaseStep =>
  stepTo(before, [{ event: "calling", text: `${contact.name} is calling the home`, by: contact }]);

/** Whether the contact is on it, be it as the one who is asked again or beside another. */
export const isOnIt = ({ accepted }: Pick<Case, "accepted">, { id }: Pick<Author, "id">): boolean =>
  accepted !== null && [accepted, ...accepted.others].some((one) => one.id === id);

/** What the other contacts said; null where no other is on it. What stopped on the word of this contact alone stays as it is. */
export function acceptedWithout(accepted: Accepted | null, contactId: string): Accepted | null {
  if (accepted === null) return null;
  const others = accepted.others.filter(({ id }) => id !== contactId);
  const stops = withoutWordOf(contactId, accepted.stops).filter(({ by }) => by.length > 0);
  if (accepted.id !== contactId) return { ...accepted, others, stops };
  const next = others.at(-1);
  return next === undefined ? null : { ...next, askedAt: null, others: others.slice(0, -1), stops };
}

/** The centre has the case now: nothing that stopped continues by a word taken back. */
export const forGood = (accepted: Accepted | null): Accepted | null => accepted && { ...accepted, stops: [] };

export const withoutWordOf = (contactId: string, stops: readonly Stop[]): Stop[] =>
  stops.map((stop) => ({ ...stop, by: stop.by.filter((id) => id !== contactId) }));

const withWordOf = (contactId: string, stops: readonly Stop[]): Stop[] =>
  withoutWordOf(contactId, stops).map((stop) => ({ ...stop, by: [...stop.by, contactId] }));

/** A contact who was asked again and did not answer is on it no longer. */
function acceptedBy({ accepted, phase, ladders }: Case, { id, name }: Author, stays: boolean, now: number): Accepted {
  const former = accepted === null ? [] : [...accepted.others, ...(accepted.askedAt === null ? [accepted] : [])];
  const others = former.filter((one) => one.id !== id).map(onIt);
  const isReplaced = accepted !== null && others.length <= accepted.others.length;
  const earlier = withWordOf(id, accepted?.stops ?? []).filter(({ what }) => !(isReplaced && what === "before"));
  return {
    id,
    name,
    at: now,
    askedAt: null,
    others,
    stops: [...earlier, ...newStops({ accepted: isReplaced ? accepted : null, phase, ladders }, id, stays)],
  };
}

/** What stops by this word. `accepted`: who was on it and is not any more. */
function newStops({ accepted, phase, ladders }: Pick<Case, "accepted" | "phase" | "ladders">, contactId: string, stays: boolean): Stop[] {
  const by = [contactId];
  const leavesCentre = !stays && phase.state === "waiting" && phase.centreSince !== null;
  return [
    ...ladders.flatMap(({ id, dueAt }): Stop[] => (dueAt === null ? [] : [{ what: "ladder", id, dueAt, by }])),
    ...(leavesCentre ? [{ what: "centre", since: phase.centreSince ?? 0, steps: phase.centreSteps, by } as const] : []),
    ...(accepted === null ? [] : [{ what: "before", accepted, by } as const]),
  ];
}

const onIt = ({ id, name, at }: OnIt): OnIt => ({ id, name, at });
