import type pg from "pg";
import type { ChannelType } from "#domain/answering/escalation.ts";
import type { HomeId } from "#domain/ids.ts";
import { isFor } from "#domain/record/contactFields.ts";
import type { Clock } from "#platform/clock.ts";
import type { Log } from "#platform/log.ts";
import type { TimeFrame } from "#platform/timeFrame.ts";
import { type AlarmFeedWriter, createAlarmFeed } from "./alarm/alarmFeed.ts";
import type { Answering } from "./alarm/openAlarm.ts";
import { CarerAnswers } from "./carers/carerAnswers.ts";
import { AlarmDesk } from "./case/alarmDesk.ts";
import { CaseClock } from "./case/caseClock.ts";
import { CaseDesk } from "./case/caseDesk.ts";
import { CaseLists } from "./case/caseLists.ts";
import { Outcomes } from "./case/outcomes.ts";
import { type CommissioningNeeds, Commissionings } from "./commissioning/commissionings.ts";
import { Contingencies, type ContingencyNeeds } from "./contingency/contingencies.ts";
import { ContingencyClock } from "./contingency/contingencyClock.ts";
import type { ReachableContact } from "./escalation/ladder.ts";
import { Outages } from "./incident/outage/outages.ts";
import { allPhones } from "./notify/channels/webPush.ts";
import type { ContactLinks } from "./notify/contactLinks.ts";
import { Notify, type NotifyNeeds, usableTypes } from "./notify/notify.ts";
import type { LinkFor } from "./notify/outbox/outbox.ts";
import { PlanReviews } from "./planReview/planReviews.ts";
import { StoredSettings } from "./settings.ts";
import { HolderWatch } from "./watch/holderWatch.ts";
import type { OnDuty } from "./watch/onDuty.ts";

export interface ResponseNeeds {
  pool: pg.Pool;
  clock: Clock;
  timeFrame: TimeFrame;
  log: Log;
  /** The contacts of a home as they may be called at a moment, in epoch ms. */
  contactsAt: (homeId: HomeId, at: number) => readonly ReachableContact[];
  homeOf: ContingencyNeeds["homeOf"];
  /** Commits a change of a home's record together with its rule states. */
  changeHome: CommissioningNeeds["changeHome"];
  /** Who knows when contacts may be called, and follows contingency plans. */
  availability: { changed(contactId: string): Promise<void>; settleDoubts(): Promise<void> };
  /** Whether a home is the canary's. Left out: none is. */
  isCanary?: (homeId: string) => boolean;
  /** The links in messages to contacts. */
  links: ContactLinks;
  /** The ways to send messages, and what they need. */
  sending: Pick<NotifyNeeds, "channels" | "config" | "hasLocalLinks" | "timezoneOf" | "count">;
}

/** Everything between an alarm and its end: cases, escalation, messages. */
export interface Response {
  feed: AlarmFeedWriter;
  /** The contacts of a home that Link Line can notify, as they may be called at a moment in epoch ms. */
  reachableAt(homeId: HomeId, at: number): readonly ReachableContact[];
  /** What a raise needs; for ingest. */
  answering: Answering;
  cases: CaseDesk;
  contingencies: Contingencies;
  commissionings: Commissionings;
  caseLists: CaseLists;
  alarms: AlarmDesk;
  outcomes: Outcomes;
  carerAnswers: CarerAnswers;
  outages: Outages;
  settings: StoredSettings;
  links: ContactLinks;
  notify: Notify;
  /** Reads settings and outcomes, and makes ready to send. Before any alarm is raised. */
  load(): Promise<void>;
  /** `onDuty`: who is at work, as the console knows. */
  start(onDuty: OnDuty): void;
  /** Resolves when the messages under way are settled. */
  stop(): Promise<void>;
}

export function createResponse({
  pool,
  clock,
  timeFrame,
  log,
  contactsAt,
  homeOf,
  changeHome,
  availability,
  links,
  sending,
  isCanary = () => false,
}: ResponseNeeds): Response {
  const feed = createAlarmFeed(isCanary);
  const settings = new StoredSettings(pool, log);
  const outcomes = new Outcomes(pool);
  const usable = usableTypes(sending.channels);
  const hasPhone = (contactId: string): boolean => notify.livePhones.hasLivePhone(contactId);
  const reachableAt = (homeId: HomeId, at: number): readonly ReachableContact[] => onlyUsable(contactsAt(homeId, at), usable, hasPhone);
  const reachable = (homeId: HomeId): readonly ReachableContact[] => reachableAt(homeId, clock.now());
  const answering = {
    contactsOf: reachable,
    get settings() {
      return settings.present();
    },
  };
  const cases = new CaseDesk({ pool, feed, timeFrame, now: () => clock.now(), settings: settings.present, contactsOf: reachable, homeOf });
  const caseClock = new CaseClock({ desk: cases, clock, log });
  const contactChanged = (contactId: string): Promise<void> => availability.changed(contactId);
  const change = { pool, feed, answering, homeOf, now: () => clock.now(), timeFrame };
  const contingencies = new Contingencies({ ...change, contactChanged });
  const commissionings = new Commissionings({ ...change, cases, changeHome, settings: settings.present, clock, log });
  const settleDoubts = (): Promise<void> => availability.settleDoubts();
  const contingencyClock = new ContingencyClock({ contingencies, settleDoubts, clock, log });
  const outages = new Outages({ pool, feed, timeFrame, answering, homeOf, clock, log });
  const caseLists = new CaseLists(pool);
  const ways = (["text", "email"] as const).filter((type) => usable.has(type));
  const planReviews = new PlanReviews({ ...change, ways, lookNow: () => notify.lookNow(), clock, log });
  const notify = new Notify({ ...sending, pool, feed, desk: cases, caseLists, linkFor: linkOf(links), links, clock, timeFrame, log });
  const clocks = [caseClock, contingencyClock, commissionings, outages, planReviews];
  let holderWatch: HolderWatch | null = null;
  const hints = feed.cases$.subscribe(() => caseClock.lookNow());
  return {
    feed,
    reachableAt,
    answering,
    cases,
    contingencies,
    commissionings,
    caseLists,
    alarms: new AlarmDesk({ pool, cases, outcomeOf: outcomes.of }),
    outcomes,
    carerAnswers: new CarerAnswers({ cases, outcomes }),
    outages,
    settings,
    links,
    notify,
    async load() {
      await settings.load();
      await outages.settings.load();
      await outcomes.load();
      await notify.load();
    },
    start(onDuty) {
      for (const clock of clocks) clock.start();
      holderWatch = new HolderWatch({ pool, desk: cases, feed, onDuty, settings: settings.present, clock, log });
      holderWatch.start();
      notify.start();
    },
    async stop() {
      hints.unsubscribe();
      for (const clock of clocks) clock.stop();
      holderWatch?.stop();
      await notify.stop();
    },
  };
}

/** Contacts get a link that opens one case without sign-in; staff one to the case at a desk, or to the console where no case is meant. */
const linkOf =
  (links: ContactLinks): LinkFor =>
  ({ kind, recipient, recipientId, caseId, invitationId }) => {
    if (invitationId !== null) return links.invitationLinkFor(invitationId);
    if (recipient === "carer") return links.phonePageLink();
    if (recipient === "contact") return caseId === null ? null : links.linkFor({ caseId, contactId: recipientId });
    const isStaff = recipient === "supervisor" || recipient === "administrator";
    return isStaff && kind !== "service" ? links.consoleLinkFor(caseId) : null;
  };

/** The contacts with the channels that are for alarms and for which this service has a way to send. A contact who is a carer with a phone has push before them. */
const onlyUsable = (
  contacts: readonly ReachableContact[],
  usable: ReadonlySet<ChannelType>,
  hasPhone: (contactId: string) => boolean,
): ReachableContact[] =>
  contacts.map((contact) => {
    const channels = contact.channels.filter((channel) => usable.has(channel.type) && isFor(channel, "alarms"));
    return { ...contact, channels: usable.has("push") && hasPhone(contact.id) ? [push, ...channels] : channels };
  });

const push = { type: "push", address: allPhones } as const;
