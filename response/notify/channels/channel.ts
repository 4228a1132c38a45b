import type { CaseView } from "#domain/answering/case.ts";
import type { ChannelType } from "#domain/answering/escalation.ts";

/** `webhook`: a program that follows all cases, not a person. */
export type Way = ChannelType | "webhook";
export const ways = ["text", "email", "push", "voice", "webhook"] as const satisfies readonly Way[];

/** A push as the worker of the carer's page gets it (alarm-console/web/carer/worker). */
export interface PushContent {
  title: string;
  body: string;
  /** What a tap opens, on the host of the page: "/carer/#/case/12". */
  url: string;
  /** A push with the same tag replaces the notification that is shown: one for each alarm. */
  tag: string;
  kind: string;
  /** With this the worker confirms that it received, showed and opened the message: POST /api/v1/push-receipts. */
  receipt: string;
  /** How long the push service keeps it for a phone that has no connection: the wait of its step, because then others are called. */
  ttlSeconds: number;
}

/** A message as a channel gets it, in words that are ready to send. */
export interface Outgoing {
  /** Of the row in the outbox. The same in each attempt, so a provider can recognise a repetition. */
  id: string;
  recipient: string;
  recipientId: string;
  /** The person, or the name of the webhook receiver. */
  name: string;
  /** A number, an e-mail address, or the address of a webhook receiver. */
  address: string;
  /** One sentence and the link, for texts and calls. */
  text: string;
  subject: string;
  /** For e-mail. */
  body: string;
  /** Opens the alarm for this recipient; null where there is no link. */
  link: string | null;
  push: PushContent;
  /** For webhook receivers: the case as it is now. */
  case: CaseView | null;
}

/**
 * How an attempt ended.
 *
 * - `sent`: the provider has the message. `providerId` is what its receipt will name.
 * - `later`: it may succeed soon: 5xx, 408, 429, no connection, no answer.
 * - `failed`: it will not succeed however often it is tried: any other 4xx, or an answer that makes no sense.
 * - `gone`: a webhook receiver wants no more messages (410).
 *
 * `why` is for staff, in a few words, without addresses or secrets.
 */
export type Attempt = { sent: true; providerId: string | null } | { sent: false; next: "later" | "failed" | "gone"; why: string };

/** One way to send. Throws for what it did not expect, which counts as `failed` and is logged. */
export interface Channel {
  send(message: Outgoing, signal: AbortSignal): Promise<Attempt>;
  /** Before the first message. */
  start?(): Promise<void>;
  stop?(): void;
}

export type Channels = Partial<Record<Way, Channel>>;
