import { type NumberedReading, numbered, type TimedReading } from "../service/timedReading.ts";
import { daysBetween, type LocalDay } from "../simulation/localDay.ts";
import { ordinaryLife } from "../simulation/ordinaryLife.ts";
import type { DemoHomePlan } from "./demoHomes.ts";
import { answerToTrip, ordinaryCallOf } from "./pastCalls.ts";
import { type PastAnswer, type PastEvent, pastEventOf, readingsOf } from "./pastEvents.ts";

const dayMs = 86_400_000;

// Fewer readings than a real home sends, so that the fortnight is recorded within seconds.

/** Rules take two movements within ten minutes for a sign of life, so that movements are left out by the hour, not singly. */
const movementsForMs = 30 * 60_000;
/** So that a day's movements never lack a sign of life for long. */
const signAtLeastEveryMs = 150 * 60_000;
const twoWithinMs = 10 * 60_000;
/** The movements of so long after getting up are all sent. */
const gettingUpMs = 60 * 60_000;
/** A return to bed is believed after a minute. A heartbeat lets that timer fire on time. */
const believedAfterMs = 60_000;
/** So short that its two readings are sent together. */
const passMs = 3_000;
const heartbeatEveryMs = 12 * 3_600_000;

/** The hour at which the rules of the night end. */
const nightEndsAt = 7.5;

/** The last alarm of an event may ring so long after it. */
const ringsWithinMs = 15 * 60_000;

/** How the centre answers the cases that a home opens from `from` to `until` (epoch ms). */
export interface ExpectedCall extends PastAnswer {
  from: number;
  until: number;
}

export interface Fortnight {
  /** In the order of time. */
  readings: NumberedReading[];
  /** Where two overlap, the first one counts. */
  calls: ExpectedCall[];
}

/** The life of a demo home from `from` to `until` (epoch ms), the invented events included. Pure: the same arguments give the same life. */
export function fortnightOf(plan: DemoHomePlan, from: number, until: number): Fortnight {
  const days = daysBetween(from, until, plan.timezone);
  const last = days.at(-1)?.number ?? 0;
  const events = days.flatMap((day) => eventsOf(plan, day, last - day.number).map((event) => ({ day, event })));
  const ordinary = [...sparse(ordinaryLife(plan.seed, plan, from, (until - from) / dayMs))];
  const readings = events.reduce((all, { day, event }) => withEvent(all, day, event), ordinary);
  const withinTime = [...readings, ...afterReturns(readings)].filter(({ at }) => at >= from && at < until).toSorted((a, b) => a.at - b.at);
  const nights = plan.rules.nightWandering === undefined ? [] : days.map(nightCall);
  return { readings: numbered(withinTime), calls: [...events.map(({ day, event }) => callOf(day, event)), ...nights] };
}

const afterReturns = (readings: readonly TimedReading[]): TimedReading[] =>
  readings
    .filter(({ value }) => value.kind === "bed" && value.occupied)
    .map(({ device, at }) => ({ device, at: at + believedAfterMs, value: { kind: "heartbeat" } }));

/** What happens in a live home on a day, beside ordinary life. */
function eventsOf({ seed, mode }: DemoHomePlan, day: LocalDay, nightsAgo: number): PastEvent[] {
  const event = pastEventOf(seed, nightsAgo);
  const isByDay = event !== undefined && event.hours.from > nightEndsAt;
  const call = mode === "live" && !isByDay ? ordinaryCallOf(seed, day.number, nightsAgo) : undefined;
  return [event, call].filter((one) => one !== undefined);
}

function withEvent(readings: readonly TimedReading[], day: LocalDay, event: PastEvent): TimedReading[] {
  const [begins, ends] = [day.at(event.hours.from), day.at(event.hours.to)];
  return [...readings.filter(({ at }) => at < begins || at >= ends), ...readingsOf(event, day.at)];
}

function callOf(day: LocalDay, { hours, outcome, text, called, closedAfterMinutes }: PastEvent): ExpectedCall {
  return {
    ...{ from: day.at(hours.from), until: day.at(hours.to) + ringsWithinMs, outcome, text },
    ...(called === undefined ? {} : { called }),
    ...(closedAfterMinutes === undefined ? {} : { closedAfterMinutes }),
  };
}

/** A night may have a trip, which rings where the plan says so. */
const nightCall = (day: LocalDay): ExpectedCall => ({ from: day.at(0), until: day.at(nightEndsAt), ...answerToTrip(day.number) });

/**
 * The readings of beds and doors, the movements of the night and of getting up, two heartbeats a day of each device, and the movements
 * of the day in thirty minutes of every ninety, and in others where that is too little. A movement lasts at most `passMs`.
 */
function* sparse(readings: Iterable<TimedReading>): Generator<TimedReading> {
  const heardAt = new Map<string, number>();
  const movedAt = new Map<string, number>();
  let [inBed, lastShownAt, signAt] = [false, Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY];
  let leftBedAt = Number.NEGATIVE_INFINITY;
  for (const reading of readings) {
    const { device, at, value } = reading;
    if (value.kind === "bed") [inBed, leftBedAt] = [value.occupied, at];
    if (value.kind === "heartbeat" || value.kind === "temperature") {
      if (at - (heardAt.get(device) ?? Number.NEGATIVE_INFINITY) < heartbeatEveryMs) continue;
      heardAt.set(device, at);
      yield reading;
    } else if (value.kind !== "motion") yield reading;
    else if (value.detected) {
      const isShown =
        inBed || at - leftBedAt < gettingUpMs || at - signAt > signAtLeastEveryMs || Math.floor(at / movementsForMs) % 3 === 0;
      if (!isShown) continue;
      if (at - lastShownAt < twoWithinMs) signAt = at;
      lastShownAt = at;
      movedAt.set(device, at);
      yield reading;
    } else {
      const began = movedAt.get(device);
      if (began !== undefined) yield { ...reading, at: Math.min(at, began + passMs) };
      movedAt.delete(device);
    }
  }
}
