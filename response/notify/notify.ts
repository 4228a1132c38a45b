import type pg from "pg";
import type { Subscription } from "rxjs";
import { type ChannelType, channelTypes } from "#domain/answering/escalation.ts";
import type { Clock } from "#platform/clock.ts";
import type { Log } from "#platform/log.ts";
import type { NotifyConfig } from "#platform/notifyConfig.ts";
import type { TimeFrame } from "#platform/timeFrame.ts";
import type { AlarmFeed } from "../alarm/alarmFeed.ts";
import type { CaseDesk } from "../case/caseDesk.ts";
import type { CaseLists } from "../case/caseLists.ts";
import type { Channels } from "./channels/channel.ts";
import { WebPushChannel } from "./channels/webPush.ts";
import { OldMessages } from "./outbox/oldMessages.ts";
import { type LinkFor, Outbox, type OutboxNeeds } from "./outbox/outbox.ts";
import { LivePhones } from "./phones/livePhones.ts";
import { PhoneReminders } from "./phones/phoneReminders.ts";
import { Phones } from "./phones/phones.ts";
import { type PushReceiptNeeds, PushReceipts } from "./phones/pushReceipts.ts";
import { Receipts } from "./receipts.ts";

export interface NotifyNeeds {
  pool: pg.Pool;
  feed: AlarmFeed;
  desk: CaseDesk;
  caseLists: CaseLists;
  channels: Channels;
  config: NotifyConfig;
  clock: Clock;
  timeFrame: TimeFrame;
  log: Log;
  hasLocalLinks: boolean;
  linkFor: LinkFor;
  links: PushReceiptNeeds["links"] & { receiptFor: OutboxNeeds["receiptFor"] };
  /** Null: of the service. */
  timezoneOf: (homeId: string | null) => string;
  count: OutboxNeeds["count"];
}

/** Messages to people and programs: the outbox, its channels, the receipts of providers, and the phones of carers. */
export class Notify {
  readonly receipts: Receipts;
  readonly pushReceipts: PushReceipts;
  readonly phones: Phones;
  readonly livePhones: LivePhones;
  /** Messages leave the service, and their links lead to an address that only this machine or its network knows. */
  readonly hasLocalLinks: boolean;
  readonly #channels: Channels;
  readonly #outbox: Outbox;
  readonly #oldMessages: OldMessages;
  readonly #reminders: PhoneReminders | null;
  readonly #feed: AlarmFeed;
  #hints: Subscription | null = null;

  constructor({ feed, caseLists, config, ...needs }: NotifyNeeds) {
    this.#feed = feed;
    this.#channels = needs.channels;
    this.hasLocalLinks = needs.hasLocalLinks;
    this.#oldMessages = new OldMessages({ ...needs, keepDays: config.keepDays, now: () => needs.clock.now() });
    const lookNow = (): void => this.lookNow();
    this.#outbox = new Outbox({ ...needs, receiptFor: needs.links.receiptFor, caseOf: (id) => caseLists.get(id) });
    this.receipts = new Receipts({ ...needs, config });
    this.pushReceipts = new PushReceipts({ ...needs, lookNow });
    this.livePhones = new LivePhones(needs);
    this.phones = new Phones({ ...needs, live: this.livePhones, tried: config.pushService, lookNow });
    const otherWays = (["text", "email"] as const).filter((type) => this.canSend(type));
    this.#reminders = this.#push === null ? null : new PhoneReminders({ ...needs, otherWays, lookNow });
  }

  /** What a browser subscribes to push with; null where push is off. */
  get pushPublicKey(): string | null {
    return this.#push?.publicKey ?? null;
  }

  get #push(): WebPushChannel | null {
    return this.#channels.push instanceof WebPushChannel ? this.#channels.push : null;
  }

  /** Whether there is a way to send messages of this type. */
  canSend(type: ChannelType): boolean {
    return this.#channels[type] !== undefined;
  }

  /** A message was written that no change of a case announces. */
  lookNow(): void {
    this.#outbox.lookNow();
  }

  /** Makes the channels ready: push keys are made at the first start. Reads which contacts have a phone. */
  async load(): Promise<void> {
    await this.livePhones.load();
    for (const channel of Object.values(this.#channels)) await channel.start?.();
  }

  start(): void {
    this.#outbox.start();
    this.#oldMessages.start();
    // Every change of a case may have written messages.
    this.#hints = this.#feed.cases$.subscribe(() => this.#outbox.lookNow());
    this.pushReceipts.start();
    this.livePhones.start();
    this.#reminders?.start();
    this.#hints.add(
      this.#push?.retired$.subscribe(() => {
        void this.livePhones.refresh();
        this.#outbox.lookNow();
      }),
    );
  }

  async stop(): Promise<void> {
    this.#hints?.unsubscribe();
    this.#oldMessages.stop();
    this.pushReceipts.stop();
    this.livePhones.stop();
    this.#reminders?.stop();
    await this.#outbox.stop();
    for (const channel of Object.values(this.#channels)) channel.stop?.();
  }
}

/** The types of contacts' channels for which there is a way to send. */
export const usableTypes = (channels: Channels): ReadonlySet<ChannelType> =>
  new Set(channelTypes.filter((type) => channels[type] !== undefined));
