import type { Case, Ladder } from "../case/steps/caseState.ts";
import { type CaseStep, type NewEntry, stepTo } from "../case/steps/caseStep.ts";
import type { Way } from "./channels/channel.ts";
import type { Settled, TakenMessage } from "./outbox/outboxRecord.ts";

/** What the timeline says of a message. */
export type MessageOfCase = Pick<TakenMessage, "id" | "alarmId" | "kind" | "step" | "recipient" | "name" | "channel">;

const words: Record<Way, string> = { text: "Text", email: "E-mail", push: "Push", voice: "Call", webhook: "Webhook" };

/**
 * What the end of an attempt means for its case: a line in the timeline and, where a ladder's step has reached no one, the next step at once.
 *
 * Example: the text to Jonas Birch fails with 400, and he has no other channel. "Text to Jonas Birch failed: GOV.UK Notify answered 400". The
 * ladder, which would have waited until 02:17, is due now.
 */
export function messageSettled(before: Case, message: MessageOfCase, settled: Settled, now: number): CaseStep {
  const { settlement } = settled;
  const entry = (result: string): NewEntry => entryOf(message, result, { result: settlement.state });
  switch (settlement.state) {
    case "sent":
      return stepTo(familyReached(before, message), [entry("sent")]);
    case "waiting":
      return stepTo(before, [
        entry(`not sent yet: ${settlement.why}. Tried again in ${Math.max(1, Math.round((settlement.nextAt - now) / 1000))} s`),
      ]);
    case "dropped":
      return stepTo(before, [entry(`not sent: ${settlement.why}`)]);
    case "failed": {
      const instead = settled.fallenOverTo.length === 0 ? "" : `. ${settled.fallenOverTo.map((way) => words[way]).join(" and ")} instead`;
      return stepFailed(before, message, settled, entry(`failed: ${settlement.why}${instead}`), now);
    }
  }
}

/** The provider says that the message has arrived. `wallTime`: by the home's clock, with seconds. */
export const messageDelivered = (before: Case, message: MessageOfCase, wallTime: string): CaseStep =>
  stepTo(familyReached(before, message), [entryOf(message, `delivered ${wallTime}`, { result: "delivered" })]);

function entryOf({ id, alarmId, name, channel, recipient }: MessageOfCase, result: string, details: { result: string }): NewEntry {
  const of = alarmId === null ? {} : { alarmId };
  return {
    event: "notified",
    text: `${words[channel]} to ${name} ${result}`,
    by: null,
    ...of,
    details: { message: id, channel, recipient, ...details },
  };
}

const isToFamily = ({ kind, recipient }: MessageOfCase): boolean => kind === "alarm" && recipient === "contact";

const familyReached = (before: Case, message: MessageOfCase): Case =>
  before.familyUnreached && isToFamily(message) ? { ...before, familyUnreached: false } : before;

function stepFailed(before: Case, message: MessageOfCase, { stepAlive, familyAlive }: Settled, entry: NewEntry, now: number): CaseStep {
  const familyUnreached = before.familyUnreached || (isToFamily(message) && !familyAlive);
  const ladders = stepAlive
    ? before.ladders
    : before.ladders.map((ladder) => (waitsAfter(message, ladder, now) ? { ...ladder, dueAt: now } : ladder));
  const runsNextStep = ladders.some(({ dueAt }, index) => dueAt !== before.ladders[index]?.dueAt);
  const nextStep = { event: "notified", text: "No message of this step has left: the next step runs now", by: null } as const;
  const alarm = message.alarmId === null ? {} : { alarmId: message.alarmId };
  return stepTo({ ...before, familyUnreached, ladders }, runsNextStep ? [entry, { ...nextStep, ...alarm }] : [entry]);
}

/** The ladder waits for an answer to the step of this message, and for no later one. */
const waitsAfter = ({ step }: MessageOfCase, { id, nextStep, dueAt }: Ladder, now: number): boolean =>
  dueAt !== null && dueAt > now && step === `${id}/${nextStep - 1}`;
