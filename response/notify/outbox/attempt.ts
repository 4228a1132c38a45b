import type { Attempt } from "../channels/channel.ts";
import { retryAfterMs } from "./backoff.ts";
import type { Settlement, TakenMessage } from "./outboxRecord.ts";

/**
 * Why a message need not be sent any more, in words for the timeline; null: send it.
 *
 * A message calls a person to an alarm. Once the case is closed, or a member of staff has claimed it, or a contact has said "I'm on it", a
 * message that has not left would wake people for nothing. What had already been accepted when the message was written does not count: it is about
 * something newer.
 */
export function withheldBecause(message: TakenMessage): string | null {
  const { caseState, channel, kind, recipient, mode, heldName, acceptedName, acceptedAt, createdAt } = message;
  if (caseState === null || channel === "webhook") return null;
  if (mode === "test") return "a test home notifies no one";
  if (mode === "commissioning") return "a home in commissioning notifies no one";
  if (caseState === "closed") return "the case is closed";
  if (caseState !== "waiting") return `${heldName ?? "A member of staff"} has the case`;
  const acceptedSince = acceptedAt !== null && acceptedAt >= createdAt;
  if (acceptedSince && kind === "alarm" && recipient === "contact") return `${acceptedName ?? "a contact"} said: I'm on it`;
  return null;
}

/** A phone that is on and has a connection confirms a push within seconds. Without a receipt in this time the next channel is quicker than waiting. */
export const receiptWithinMs = 30_000;

/** How an attempt is recorded. A push that the push service has accepted has reached no phone yet. `now` in epoch ms. */
export function settlementOf(
  attempt: Attempt,
  message: Pick<TakenMessage, "attempts" | "step" | "channel" | "kind">,
  now: number,
): Settlement {
  if (attempt.sent)
    return { state: "sent", providerId: attempt.providerId, receiptBy: message.channel === "push" ? now + receiptWithinMs : null };
  const wait = attempt.next === "later" ? retryAfterMs(message) : null;
  return wait === null ? { state: "failed", why: attempt.why } : { state: "waiting", nextAt: now + wait, why: attempt.why };
}
