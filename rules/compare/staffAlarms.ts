/**
 * Turns what a playback raised into the alarms that staff would have seen. No alarm is closed in a playback, so its rings are
 * divided here, by the record of when operators closed alarms and by nights.
 *
 * Example: the pendant is pressed at 20:00, 20:05 and 21:00. An operator closed the first alarm at 20:30. Staff saw two alarms: one
 * with the rings of 20:00 and 20:05, one with the ring of 21:00.
 */
import { higherPriority, type Priority, priorities } from "#domain/alarm.ts";
import type { CarerCause } from "#domain/carers/carerCause.ts";
import { episodeKey } from "#domain/decision.ts";
import { nightOf } from "#domain/time/nightDate.ts";
import type { PlayedAlarm } from "./playback.ts";

/** An alarm of the record, as staff closed it or left it open. Times in epoch ms. */
export interface RecordedAlarm {
  rule: string;
  episode: string;
  priority: Priority;
  sentence: string;
  raisedAt: number;
  closedAt: number | null;
  outcome: string | null;
  /** What a carer said it was. */
  carerCause: CarerCause | null;
  technical: boolean;
}

/** A ring as staff would have seen it. */
export interface StaffRing {
  at: number;
  priority: Priority;
  sentence: string;
}

/** One alarm as staff would have seen it: the rings of an episode until an operator closes it. Times in epoch ms. */
export interface StaffAlarm {
  rule: string;
  episode: string;
  technical: boolean;
  /** The night of the first ring. */
  night: string;
  rings: [StaffRing, ...StaffRing[]];
  /** When the episode ended; null where it did not. */
  endedAt: number | null;
}

/** A late timer or a corrected clock moves an alarm by no more than this. */
const sameMomentMs = 2 * 60_000;
/** Two rings this close together belong together, even with noon between them, where one night becomes the next. */
const sameNightMs = 60 * 60_000;

/**
 * The alarms that staff would have seen. A ring opens a new alarm if an operator closed one of this episode since the ring before, if
 * it is in another night, or if the episode had ended in between, because each of these wakes the carer again. Both plans are divided by
 * the same record.
 */
export function staffAlarmsOf(alarms: readonly PlayedAlarm[], recorded: readonly RecordedAlarm[], timezone: string): StaffAlarm[] {
  const byEpisode = Map.groupBy(recorded, episodeKey);
  return alarms.flatMap((alarm) => {
    const { rule, episode, technical, endedAt } = alarm;
    const closings = (byEpisode.get(episodeKey(alarm)) ?? []).flatMap(({ closedAt }) => closedAt ?? []);
    const divided: StaffAlarm[] = [];
    for (const { at, event, text, priority } of alarm.timeline) {
      if (event === "note") continue;
      const ring: StaffRing = { at, priority: priority ?? alarm.priority, sentence: text };
      const latest = divided.at(-1);
      if (latest !== undefined && joinsAlarm(latest, at, closings, timezone)) latest.rings.push(ring);
      else divided.push({ rule, episode, technical, night: nightOf(at, timezone), rings: [ring], endedAt });
    }
    return divided;
  });
}

function joinsAlarm(alarm: StaffAlarm, at: number, closings: readonly number[], timezone: string): boolean {
  const last = lastRingOf(alarm).at;
  if (!isWithinTheHour(last, at) && nightOf(last, timezone) !== nightOf(at, timezone)) return false;
  return !closings.some((closedAt) => closedAt >= last && closedAt < at);
}

/** Whether the recorded alarm was open at a time. */
export const wasOpenAt = ({ raisedAt, closedAt }: RecordedAlarm, at: number): boolean =>
  raisedAt - sameMomentMs <= at && (closedAt === null || at <= closedAt);

/** Close enough to belong together in any two nights. */
export const isWithinTheHour = (a: number, b: number): boolean => Math.abs(a - b) <= sameNightMs;

export const firstRingOf = ({ rings }: StaffAlarm): StaffRing => rings[0];
const lastRingOf = ({ rings }: StaffAlarm): StaffRing => rings.at(-1) ?? rings[0];
export const priorityOf = ({ rings }: StaffAlarm): Priority =>
  rings.reduce((most, { priority }) => higherPriority(most, priority), rings[0].priority);
/** The first ring with the highest priority. */
export const highestRing = (alarm: StaffAlarm): StaffRing =>
  alarm.rings.find(({ priority }) => priority === priorityOf(alarm)) ?? alarm.rings[0];
export const rank = (priority: Priority): number => priorities.indexOf(priority);
