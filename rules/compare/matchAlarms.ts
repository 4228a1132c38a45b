/**
 * Matches the alarms of two plans with each other, and with the alarms that staff really had.
 *
 * Example: the present plan raises alarms at 02:20 and 05:20, the proposed one at 05:30. The alarm of 05:20 matches the one of 05:30
 * and comes later. The alarm of 02:20 is lost, because that trip was over at 02:25, hours before 05:30.
 */
import { episodeKey } from "#domain/decision.ts";
import type { AlarmChange } from "#domain/planDifference.ts";
import {
  firstRingOf,
  highestRing,
  isWithinTheHour,
  priorityOf,
  type RecordedAlarm,
  rank,
  type StaffAlarm,
  wasOpenAt,
} from "./staffAlarms.ts";

/** One alarm under the present and the proposed plan. At least one side is not null. */
export interface MatchedAlarm {
  before: StaffAlarm | null;
  after: StaffAlarm | null;
}

/**
 * Matches alarms by rule and episode, the nearest in time first, each at most once. Two are the same alarm if they are in one night
 * and the earlier one had not ended when the other rang: trips out of bed at 02:00 and at 05:00 are two alarms.
 */
export function matchAlarms(before: readonly StaffAlarm[], after: readonly StaffAlarm[]): MatchedAlarm[] {
  const partner = new Map<StaffAlarm, StaffAlarm>();
  const left = new Map<string, StaffAlarm[]>();
  for (const one of after) left.set(episodeKey(one), [...(left.get(episodeKey(one)) ?? []), one]);
  for (const one of before) {
    const unmatched = left.get(episodeKey(one)) ?? [];
    const place = unmatched.findIndex((other) => firstRingOf(other).at === firstRingOf(one).at);
    if (place >= 0) partner.set(one, ...(unmatched.splice(place, 1) as [StaffAlarm]));
  }
  const pairs = before
    .filter((one) => !partner.has(one))
    .flatMap((one) => (left.get(episodeKey(one)) ?? []).filter((other) => isSameAlarm(one, other)).map((other) => ({ one, other })));
  pairs.sort((a, b) => apart(a) - apart(b));
  const taken = new Set(partner.values());
  for (const { one, other } of pairs) {
    if (partner.has(one) || taken.has(other)) continue;
    partner.set(one, other);
    taken.add(other);
  }
  return [
    ...before.map((one): MatchedAlarm => ({ before: one, after: partner.get(one) ?? null })),
    ...after.filter((one) => !taken.has(one)).map((one): MatchedAlarm => ({ before: null, after: one })),
  ];
}

const apart = ({ one, other }: { one: StaffAlarm; other: StaffAlarm }): number => Math.abs(firstRingOf(one).at - firstRingOf(other).at);

function isSameAlarm(a: StaffAlarm, b: StaffAlarm): boolean {
  const [first, then] = firstRingOf(a).at <= firstRingOf(b).at ? [a, b] : [b, a];
  if (a.night !== b.night && !isWithinTheHour(firstRingOf(first).at, firstRingOf(then).at)) return false;
  return first.endedAt === null || firstRingOf(then).at <= first.endedAt;
}

export const eitherSide = ({ before, after }: MatchedAlarm): StaffAlarm => (before ?? after) as StaffAlarm;

/** By the first ring; if that is at the same time, by the highest priority; if that is the same, by the time of the first ring with it. */
export function changeOf({ before, after }: MatchedAlarm): AlarmChange {
  if (before === null) return "gained";
  if (after === null) return "lost";
  const later = firstRingOf(after).at - firstRingOf(before).at;
  if (later !== 0) return later < 0 ? "earlier" : "later";
  const higher = rank(priorityOf(after)) - rank(priorityOf(before));
  if (higher !== 0) return higher > 0 ? "higher" : "lower";
  const raisedLater = highestRing(after).at - highestRing(before).at;
  return raisedLater === 0 ? "same" : raisedLater < 0 ? "earlier" : "later";
}

/**
 * Finds the recorded alarm of each match: the one that was open at that time (two minutes allowed), or else the nearest of that night
 * that has no match yet. An alarm that only the proposed plan raises must be within the hour of the recorded one: otherwise a genuine
 * alarm would not count as lost because of some other alarm in the same night. `left` are the recorded alarms without a match.
 */
export function matchRecord(
  matched: readonly MatchedAlarm[],
  recorded: readonly RecordedAlarm[],
  nightOf: (instant: number) => string,
): { of: Map<MatchedAlarm, RecordedAlarm>; left: RecordedAlarm[] } {
  const of = new Map<MatchedAlarm, RecordedAlarm>();
  const left = new Set(recorded);
  const byEpisode = Map.groupBy(recorded, episodeKey);
  const find = (one: MatchedAlarm, fits: (record: RecordedAlarm, at: number) => boolean): void => {
    const { at } = firstRingOf(eitherSide(one));
    const record = nearest(
      (byEpisode.get(episodeKey(eitherSide(one))) ?? []).filter((record) => fits(record, at)),
      at,
    );
    if (record === null) return;
    of.set(one, record);
    left.delete(record);
  };
  for (const one of matched) find(one, wasOpenAt);
  for (const one of matched)
    if (!of.has(one))
      find(one, (record, at) => {
        if (!left.has(record)) return false;
        return isWithinTheHour(record.raisedAt, at) || (one.before !== null && nightOf(record.raisedAt) === one.before.night);
      });
  return { of, left: [...left] };
}

const nearest = (recorded: readonly RecordedAlarm[], at: number): RecordedAlarm | null =>
  recorded.reduce<RecordedAlarm | null>(
    (best, one) => (best === null || Math.abs(one.raisedAt - at) < Math.abs(best.raisedAt - at) ? one : best),
    null,
  );
