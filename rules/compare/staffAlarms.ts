import { higherPriority, type Priority, priorities } from "#domain/alarm.ts";
import { nightOf } from "#domain/time/nightDate.ts";
import type { PlayedAlarm } from "./playback.ts";

/** An alarm that staff had, as they closed it or left it open. Times in epoch ms. */
export interface RecordedAlarm {
  rule: string;
  episode: string;
  priority: Priority;
  sentence: string;
  raisedAt: number;
  closedAt: number | null;
  outcome: string | null;
  technical: boolean;
}

export interface Ring {
  at: number;
  priority: Priority;
  sentence: string;
}

/** What staff would have had as one alarm: the rings of an episode until somebody closes it. Times in epoch ms. */
export interface StaffAlarm {
  rule: string;
  episode: string;
  technical: boolean;
  /** Of the first ring. */
  night: string;
  rings: [Ring, ...Ring[]];
  /** When what rang was over; null where it never was. */
  endedAt: number | null;
}

/** A timer found late, or a clock put right, moves what is the same alarm no further than this. */
const sameMomentMs = 2 * 60_000;
/** At noon one night becomes the next; what lies so close together is one occasion all the same. */
const acrossNoonMs = 60 * 60_000;

/**
 * Cuts what a playback raised, where nobody closes anything, into what staff would have had. A ring opens a new alarm when operators
 * closed one of this episode since the ring before, or when it comes in another night; an episode that ended and began again
 * rings anew, whatever operators left open, for so it does in the carer's ear. Both plans are cut by the same record.
 */
export function staffAlarmsOf(alarms: readonly PlayedAlarm[], recorded: readonly RecordedAlarm[], timezone: string): StaffAlarm[] {
  const byEpisode = Map.groupBy(recorded, episodeKey);
  return alarms.flatMap((alarm) => {
    const { rule, episode, technical, endedAt } = alarm;
    const closings = (byEpisode.get(episodeKey(alarm)) ?? []).flatMap(({ closedAt }) => closedAt ?? []);
    const cut: StaffAlarm[] = [];
    for (const { at, event, text, priority } of alarm.timeline) {
      if (event === "note") continue;
      const ring: Ring = { at, priority: priority ?? alarm.priority, sentence: text };
      const open = cut.at(-1);
      if (open !== undefined && joinsAlarm(open, at, closings, timezone)) open.rings.push(ring);
      else cut.push({ rule, episode, technical, night: nightOf(at, timezone), rings: [ring], endedAt });
    }
    return cut;
  });
}

function joinsAlarm(open: StaffAlarm, at: number, closings: readonly number[], timezone: string): boolean {
  const last = lastRing(open).at;
  if (!isWithinTheHour(last, at) && nightOf(last, timezone) !== nightOf(at, timezone)) return false;
  return !closings.some((closedAt) => closedAt >= last && closedAt < at);
}

/** Whether the alarm of the record was open at this moment. */
export const wasOpenAt = ({ raisedAt, closedAt }: RecordedAlarm, at: number): boolean =>
  raisedAt - sameMomentMs <= at && (closedAt === null || at <= closedAt);

/** Close enough to be one occasion whatever nights they lie in. */
export const isWithinTheHour = (a: number, b: number): boolean => Math.abs(a - b) <= acrossNoonMs;

export const episodeKey = ({ rule, episode }: { rule: string; episode: string }): string => `${rule}/${episode}`;

export const firstRing = ({ rings }: StaffAlarm): Ring => rings[0];
const lastRing = ({ rings }: StaffAlarm): Ring => rings.at(-1) ?? rings[0];
export const priorityOf = ({ rings }: StaffAlarm): Priority =>
  rings.reduce((most, { priority }) => higherPriority(most, priority), rings[0].priority);
/** The ring at which it became as strong as it ever was. */
export const highestRing = (occasion: StaffAlarm): Ring =>
  occasion.rings.find(({ priority }) => priority === priorityOf(occasion)) ?? occasion.rings[0];
export const rank = (priority: Priority): number => priorities.indexOf(priority);
