import type { AlarmChange } from "#domain/planDifference.ts";
import {
  episodeKey,
  firstRing,
  highestRing,
  isWithinTheHour,
  priorityOf,
  type RecordedAlarm,
  rank,
  type StaffAlarm,
  wasOpenAt,
} from "./staffAlarms.ts";

/** One alarm under the present and under the proposed plan, one of them at least. */
export interface MatchedAlarm {
  before: StaffAlarm | null;
  after: StaffAlarm | null;
}

/**
 * Matches the alarms of two plans by rule and episode, the nearest in time first, each once. Two are the same alarm when
 * they lie within one night and the one that came first was not over when the other rang: a trip to the toilet at 02:00
 * and one at 05:00 are two.
 */
export function matchAlarms(before: readonly StaffAlarm[], after: readonly StaffAlarm[]): MatchedAlarm[] {
  const partner = new Map<StaffAlarm, StaffAlarm>();
  const left = new Map<string, StaffAlarm[]>();
  for (const one of after) left.set(episodeKey(one), [...(left.get(episodeKey(one)) ?? []), one]);
  for (const one of before) {
    const those = left.get(episodeKey(one)) ?? [];
    const place = those.findIndex((other) => firstRing(other).at === firstRing(one).at);
    if (place >= 0) partner.set(one, ...(those.splice(place, 1) as [StaffAlarm]));
  }
  const candidates = before
    .filter((one) => !partner.has(one))
    .flatMap((one) => (left.get(episodeKey(one)) ?? []).filter((other) => isSameAlarm(one, other)).map((other) => ({ one, other })));
  candidates.sort((a, b) => apart(a) - apart(b));
  const taken = new Set(partner.values());
  for (const { one, other } of candidates) {
    if (partner.has(one) || taken.has(other)) continue;
    partner.set(one, other);
    taken.add(other);
  }
  return [
    ...before.map((one): MatchedAlarm => ({ before: one, after: partner.get(one) ?? null })),
    ...after.filter((one) => !taken.has(one)).map((one): MatchedAlarm => ({ before: null, after: one })),
  ];
}

const apart = ({ one, other }: { one: StaffAlarm; other: StaffAlarm }): number => Math.abs(firstRing(one).at - firstRing(other).at);

function isSameAlarm(a: StaffAlarm, b: StaffAlarm): boolean {
  const [first, then] = firstRing(a).at <= firstRing(b).at ? [a, b] : [b, a];
  if (a.night !== b.night && !isWithinTheHour(firstRing(first).at, firstRing(then).at)) return false;
  return first.endedAt === null || firstRing(then).at <= first.endedAt;
}

export const eitherSide = ({ before, after }: MatchedAlarm): StaffAlarm => (before ?? after) as StaffAlarm;

/** By the first ring; where that is at the same moment, by how strong it became, and then by when it became so strong. */
export function changeOf({ before, after }: MatchedAlarm): AlarmChange {
  if (before === null) return "gained";
  if (after === null) return "lost";
  const later = firstRing(after).at - firstRing(before).at;
  if (later !== 0) return later < 0 ? "earlier" : "later";
  const higher = rank(priorityOf(after)) - rank(priorityOf(before));
  if (higher !== 0) return higher > 0 ? "higher" : "lower";
  const grownLater = highestRing(after).at - highestRing(before).at;
  return grownLater === 0 ? "same" : grownLater < 0 ? "earlier" : "later";
}

/**
 * What staff had of each: the alarm of the record that was open then, two minutes allowed, else the nearest of the night
 * that nothing else was. What only the proposed plan raises is taken for what was recorded only within the hour: a genuine alarm must
 * not count as kept for another that night. Gives back what of the record nothing was.
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
    const { at } = firstRing(eitherSide(one));
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
