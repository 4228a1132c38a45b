import type pg from "pg";
import { interval, merge, Subject, type Subscription, timer } from "rxjs";
import type { CaseView } from "#domain/answering/case.ts";
import type { Clock } from "#platform/clock.ts";
import { type Log, onceAMinute } from "#platform/log.ts";
import type { TimeFrame } from "#platform/timeFrame.ts";
import type { CaseDesk } from "../../case/caseDesk.ts";
import { stepTo } from "../../case/steps/caseStep.ts";
import { type Attempt, type Channel, type Channels, type Outgoing, type Way, ways } from "../channels/channel.ts";
import { messageSettled } from "../messageSteps.ts";
import { wordsOf } from "../texts/texts.ts";
import { settlementOf, withheldBecause } from "./attempt.ts";
import { Lane } from "./lane.ts";
import { type Settled, type Settlement, settleMessage, type TakenMessage, takeMessages } from "./outboxRecord.ts";

const lookEveryMs = 1_000;
/** A provider has so long to answer. */
export const answerWithinMs = 10_000;
/** A message whose sender has died is due again after this. Longer than an attempt takes, so that no second process sends it meanwhile. */
export const leaseMs = 30_000;
/** When the service stops, messages under way have so long; then they are cut off, and sent again after the next start. */
const stopWithinMs = 2_000;

/** How long a push service keeps a push that no step of a ladder sent. */
const keepPushSeconds = 180;
/** The pages of a carer that pushes open (alarm-console/web/carer/app). */
const phonePage = "/carer/#/phone";
const casePage = (caseId: string): string => `/carer/#/case/${caseId}`;

/** The link that opens the case, or the console, for the recipient of a message. Null: this recipient gets no link. */
export type LinkFor = (
  message: Pick<TakenMessage, "kind" | "caseId" | "alarmId" | "invitationId" | "recipient" | "recipientId">,
) => string | null;

export interface OutboxNeeds {
  pool: pg.Pool;
  desk: Pick<CaseDesk, "perform">;
  channels: Channels;
  clock: Clock;
  timeFrame: TimeFrame;
  log: Log;
  linkFor: LinkFor;
  /** What a phone confirms a message with. */
  receiptFor: (messageId: string) => string;
  timezoneOf: (homeId: string | null) => string;
  /** The case as it is now, for webhook receivers. */
  caseOf: (id: string) => Promise<CaseView | null>;
  /** Counts an attempt. `seconds`: since the message was written, by the service's clock. */
  count: (channel: Way, result: Settlement["state"], seconds: number) => void;
}

/**
 * Sends the messages of the table `notification`, each at least once (docs/notifications.md).
 *
 * `waiting → sending → sent → delivered`, or `failed`, or `dropped`. To take a message is one transaction: it is `sending` with a lease. It is
 * sent outside any transaction, and the answer is recorded in a second one, together with a line in the timeline of its case. A process that
 * dies in between leaves a lease that runs out, and the message is sent again.
 *
 * A look each second is the guarantee; `lookNow` makes it quicker.
 *
 * Example: an alarm is raised at 02:14:00.000. The outbox looks at .004, the provider accepts the text at .080: "Text to Jonas Birch sent". Its
 * receipt comes at 02:14:09: "Text to Jonas Birch delivered 02:14:09".
 */
export class Outbox {
  readonly #needs: OutboxNeeds;
  readonly #lanes: readonly Lane<TakenMessage>[];
  readonly #hint = new Subject<void>();
  readonly #stopping = new AbortController();
  readonly #warn = new Map<string, (message: TakenMessage, why: string, error?: unknown) => void>();
  #looking: Subscription | null = null;

  constructor(needs: OutboxNeeds) {
    this.#needs = needs;
    const couldNotLook = onceAMinute((error: unknown) =>
      needs.log.warn({ err: error }, "could not look for messages to send; the next look is within a second"),
    );
    this.#lanes = ways.map(
      (channel) => new Lane({ channel, take: (way, most) => this.#take(way, most), send: (message) => this.#send(message), couldNotLook }),
    );
  }

  start(): void {
    const looks = merge(interval(lookEveryMs, this.#needs.clock), this.#hint);
    this.#looking = looks.subscribe(() => {
      for (const lane of this.#lanes) void lane.look();
    });
    this.lookNow();
  }

  async stop(): Promise<void> {
    this.#looking?.unsubscribe();
    const cut = setTimeout(() => this.#stopping.abort(), stopWithinMs);
    await Promise.all(this.#lanes.map((lane) => lane.close()));
    clearTimeout(cut);
  }

  lookNow(): void {
    this.#hint.next();
  }

  #take(channel: Way, most: number): Promise<TakenMessage[]> {
    return this.#needs.timeFrame.within(() => {
      const now = this.#needs.clock.now();
      return takeMessages(this.#needs.pool, { channel, now, most, leaseUntil: now + leaseMs });
    });
  }

  async #send(message: TakenMessage): Promise<void> {
    try {
      const withheld = withheldBecause(message);
      if (withheld !== null) return await this.#settle(message, () => ({ state: "dropped", why: withheld }));
      const attempt = await this.#attempt(message);
      if (!attempt.sent) this.#warnOnce(message, attempt.why);
      await this.#settle(message, (now) => settlementOf(attempt, message, now));
      // The receiver is disabled, and supervisors have a message about it.
      if (!attempt.sent && attempt.next === "gone") this.lookNow();
    } catch (error) {
      this.#warnOnce(message, "the result could not be recorded; it may be sent a second time", error);
    }
  }

  async #attempt(message: TakenMessage): Promise<Attempt> {
    const channel = this.#needs.channels[message.channel];
    if (channel === undefined) return { sent: false, next: "failed", why: "Link Line has no way to send this" };
    const outgoing = await this.#outgoing(message);
    try {
      return await inTime(channel, outgoing, this.#needs.clock, this.#stopping.signal);
    } catch (error) {
      this.#warnOnce(message, "the provider's answer was not understood", error);
      return { sent: false, next: "failed", why: "the provider's answer was not understood" };
    }
  }

  async #outgoing(message: TakenMessage): Promise<Outgoing> {
    const { id, recipientId, name, address, caseId, alarmId, kind, homeName, homeId, sentence, raisedAt, createdAt } = message;
    const link = message.recipient === "receiver" ? null : this.#needs.linkFor(message);
    const at = raisedAt ?? createdAt;
    const words = wordsOf({
      kind,
      homeName,
      timezone: this.#needs.timezoneOf(homeId),
      sentence,
      at,
      name,
      link,
      needsSignIn: message.recipient !== "contact",
    });
    const followed = message.channel === "webhook" && caseId !== null ? await this.#needs.caseOf(caseId) : null;
    const push = {
      ...words.push,
      url: caseId === null ? phonePage : casePage(caseId),
      tag: caseId === null ? `${kind}-${id}` : `case-${caseId}-${alarmId ?? "none"}`,
      kind,
      receipt: this.#needs.receiptFor(id),
      ttlSeconds: message.waitSeconds ?? keepPushSeconds,
    };
    return { ...words, id, recipient: message.recipient, recipientId, name, address, link, push, case: followed };
  }

  /** `settlementAt` gets the time of the transaction, epoch ms. */
  async #settle(message: TakenMessage, settlementAt: (now: number) => Settlement): Promise<void> {
    const { pool, desk, clock, timeFrame, count } = this.#needs;
    const record = async (client: pg.ClientBase | pg.Pool): Promise<Settled | null> => {
      const now = clock.now();
      const settlement = settlementAt(now);
      const settled = await settleMessage(client, message, settlement, now);
      // A test that waits for the night is no slow message.
      if (settled !== null && message.kind !== "phoneTest")
        count(message.channel, settlement.state, Math.max(0, now - message.createdAt) / 1000);
      return settled;
    };
    if (message.caseId === null || message.channel === "webhook") await timeFrame.within(() => record(pool));
    else
      await desk.perform<Settled | null>(
        message.caseId,
        ({ case: before }, context, settled) =>
          settled === null ? stepTo(before, []) : messageSettled(before, message, settled, context.now),
        record,
      );
  }

  /** A provider that is away fails many messages: the log has one line a minute for each channel and reason. */
  #warnOnce(message: TakenMessage, why: string, error?: unknown): void {
    const known = this.#warn.get(`${message.channel} ${why}`);
    const warn =
      known ??
      onceAMinute(({ id, channel, attempts }: TakenMessage, reason: string, err?: unknown) =>
        this.#needs.log.warn(
          { message: id, channel, attempts, why: reason, err },
          "a message was not sent; docs/notifications.md says what follows",
        ),
      );
    if (known === undefined) this.#warn.set(`${message.channel} ${why}`, warn);
    warn(message, why, error);
  }
}

/** Sends, and gives up where there is no answer in time, or where the service stops. */
async function inTime(channel: Channel, message: Outgoing, clock: Clock, stopping: AbortSignal): Promise<Attempt> {
  const late = new AbortController();
  const timeout = timer(answerWithinMs, clock).subscribe(() => late.abort());
  const signal = AbortSignal.any([late.signal, stopping]);
  const cutOff = new Promise<Attempt>((resolve) => {
    const end = (): void => resolve({ sent: false, next: "later", why: "the provider did not answer in time" });
    if (signal.aborted) end();
    signal.addEventListener("abort", end, { once: true });
  });
  try {
    return await Promise.race([channel.send(message, signal), cutOff]);
  } finally {
    timeout.unsubscribe();
  }
}
