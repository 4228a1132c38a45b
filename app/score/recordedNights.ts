import { injections } from "#device-sim/injections/all.ts";
import type { Injected } from "#device-sim/injections/injection.ts";
import { createRandom } from "#device-sim/simulation/random.ts";
import { nightsBetween } from "#domain/time/nightDate.ts";
import { instantOf } from "#domain/time/wallClock.ts";

/** A recording in a home in that zone; times in epoch ms. */
export interface Span {
  from: number;
  to: number;
  timezone: string;
  /** When its readings happened, in any order. */
  heardAt: readonly number[];
}

const nightFrom = "22:00";
const nightTo = "07:00";
/** Events begin while people sleep, and early enough to end before they get up. */
const eventsFrom = "00:30";
const eventsTo = "04:30";
/** An event needs so much of the recording before it, because it begins in bed. */
const leadMs = 45 * 60_000;

/**
 * The nights (22:00 to 07:00, by the date on which they began) of which the recording holds at least half, and in which it has a reading.
 *
 * Example: a recording of 1 to 10 March that has no reading from 4 to 6 March counts seven nights or fewer: in the others no rule was tested.
 */
export function recordedNights({ from, to, timezone, heardAt }: Span): string[] {
  return nightsBetween(from, to, timezone).filter((night) => {
    const begin = instantOf(Temporal.PlainDate.from(night), nightFrom, timezone);
    const end = instantOf(nextDay(night), nightTo, timezone);
    if (Math.min(to, end) - Math.max(from, begin) < (end - begin) / 2) return false;
    return heardAt.some((at) => at >= begin && at < end);
  });
}

/** One event of each kind for each recorded night, at a second that the seed chooses. */
export function eventsOfEveryNight(span: Span, seed: number): Injected[] {
  return recordedNights(span).flatMap((night, number) => {
    const earliest = Math.max(instantOf(nextDay(night), eventsFrom, span.timezone), span.from + leadMs);
    const latest = Math.min(instantOf(nextDay(night), eventsTo, span.timezone), span.to);
    if (earliest >= latest) return [];
    return injections.map((injection, kind): Injected => {
      const at = createRandom(seed, number, kind, 21).whole(Math.ceil(earliest / 1000), Math.floor(latest / 1000)) * 1000;
      return { injection, wall: Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(span.timezone).toPlainDateTime() };
    });
  });
}

const nextDay = (date: string): Temporal.PlainDate => Temporal.PlainDate.from(date).add({ days: 1 });
