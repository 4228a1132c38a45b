import type { EscalationPolicy } from "#domain/answering/escalation.ts";
import { type LadderPolicy, type ReachableContact, runLadder } from "./ladder.ts";
import { withSubstitutes } from "./substitutes.ts";

/** Someone who is called, so many seconds after the alarm if no one answers before. */
export interface Call {
  who: "contact" | "centre" | "supervisor";
  contactId: string | null;
  name: string;
  afterSeconds: number;
}

/** A contact whom the policy names and who is not called. `until` in epoch ms. */
export interface SkippedContact {
  contactId: string;
  name: string;
  why: "notAvailable" | "noChannel";
  until: number | null;
}

export interface CallOrder {
  calls: Call[];
  skipped: SkippedContact[];
}

/**
 * Whom an alarm raised at `now` calls, one after the other, if no one answers: the same steps as its ladder takes (`runLadder`), each with the
 * contacts as they are at its moment. Each person is in the list once, at their first call.
 *
 * Example: `[1], [2], centre` with waits of 180 s. Jonas (1) pauses until 07:00: Meera at once, the centre after 180 s; skipped: Jonas.
 */
export function callOrder(
  { policy, isCritical }: LadderPolicy,
  contactsAt: (at: number) => readonly ReachableContact[],
  now: number,
): CallOrder {
  const steps = withSubstitutes(policy, contactsAt(now));
  const calls: Call[] = [];
  const add = (call: Call): void => {
    if (!calls.some(({ who, contactId }) => who === call.who && contactId === call.contactId)) calls.push(call);
  };
  for (let position = { nextStep: 0, dueAt: now as number | null }; position.dueAt !== null; ) {
    const afterSeconds = (position.dueAt - now) / 1000;
    const ran = runLadder({ policy: steps, isCritical }, position.nextStep, position.dueAt, contactsAt(position.dueAt));
    for (const { messages, toCentre, toSupervisor } of ran.runs) {
      for (const { recipientId, name } of messages) add({ who: "contact", contactId: recipientId, name, afterSeconds });
      if (toCentre) add({ who: "centre", contactId: null, name: "Link Line", afterSeconds });
      if (toSupervisor) add({ who: "supervisor", contactId: null, name: "Link Line's supervisors", afterSeconds });
    }
    position = ran.position;
  }
  return { calls, skipped: skippedOf(policy, contactsAt(now), calls) };
}

function skippedOf(policy: EscalationPolicy, contacts: readonly ReachableContact[], calls: readonly Call[]): SkippedContact[] {
  const named = contacts.filter(({ place }) => policy.some(({ notify }) => notify.includes(place)));
  return named
    .filter(({ id }) => !calls.some(({ contactId }) => contactId === id))
    .map(({ id, name, notAvailable }) => ({
      contactId: id,
      name,
      why: notAvailable ? "notAvailable" : "noChannel",
      until: notAvailable?.until ?? null,
    }));
}
