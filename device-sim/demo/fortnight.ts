import { type NumberedReading, numbered, type TimedReading } from "../service/timedReading.ts";
import { daysBetween, type LocalDay } from "../simulation/localDay.ts";
import { ordinaryLife } from "../simulation/ordinaryLife.ts";
import type { DemoHomePlan } from "./demoHomes.ts";
import { type PastEvent, pastEventsOf, readingsOf } from "./pastEvents.ts";

const dayMs = 86_400_000;

// Fewer readings than a real home sends, so that the fortnight is recorded within seconds.

/** Rules take two movements within ten minutes for a sign of life, so that movements are left out by the hour, not singly. */
const movementsForMs = 30 * 60_000;
/** The movements of so long after getting up are all sent. */
const gettingUpMs = 60 * 60_000;
/** So short that its two readings are sent together. */
const passMs = 3_000;
const heartbeatEveryMs = 12 * 3_600_000;

/** The hour at which the centre closes the alarms of the night before. */
const morningRoundHour = 9.5;

/** The morning round of one day: how the alarms that are open in a home are closed. */
export interface MorningRound {
  /** Epoch ms. */
  at: number;
  outcome: string;
  text: string;
}

export interface Fortnight {
  /** In the order of time. */
  readings: NumberedReading[];
  rounds: MorningRound[];
}

/** The life of a demo home from `from` to `until` (epoch ms), the invented events included. Pure: the same arguments give the same life. */
export function fortnightOf(plan: DemoHomePlan, from: number, until: number): Fortnight {
  const days = daysBetween(from, until, plan.timezone);
  const last = days.at(-1)?.number ?? 0;
  const events = new Map(pastEventsOf(plan.seed).map((event) => [last - event.nightsAgo, event]));
  const ordinary = [...sparse(ordinaryLife(plan.seed, plan, from, (until - from) / dayMs))];
  const readings = days.reduce((all, day) => withEvent(all, day, events.get(day.number)), ordinary);
  const withinTime = readings.filter(({ at }) => at >= from && at < until).toSorted((a, b) => a.at - b.at);
  return { readings: numbered(withinTime), rounds: days.flatMap((day) => roundOf(day, events, { from, until })) };
}

function withEvent(readings: readonly TimedReading[], day: LocalDay, event: PastEvent | undefined): TimedReading[] {
  if (event === undefined) return [...readings];
  const [begins, ends] = [day.at(event.hours.from), day.at(event.hours.to)];
  return [...readings.filter(({ at }) => at < begins || at >= ends), ...readingsOf(event, day.at)];
}

/** An event of the night is closed in the morning of its date, one of the day on the next morning. */
function roundOf(day: LocalDay, events: ReadonlyMap<number, PastEvent>, { from, until }: { from: number; until: number }): MorningRound[] {
  const at = day.at(morningRoundHour);
  if (at < from || at >= until) return [];
  const isBefore = (event: PastEvent | undefined) => event !== undefined && event.hours.from < morningRoundHour;
  const [yesterday, today] = [events.get(day.number - 1), events.get(day.number)];
  const event = isBefore(today) ? today : isBefore(yesterday) ? undefined : yesterday;
  const { outcome, text } = event ?? { outcome: "reassurance", text: "Asked at breakfast: all well." };
  return [{ at, outcome, text }];
}

/**
 * The readings of beds and doors, the movements of the night and of getting up, two heartbeats a day of each device, and the movements
 * of the day in thirty minutes of every ninety. A movement lasts at most `passMs`.
 */
function* sparse(readings: Iterable<TimedReading>): Generator<TimedReading> {
  const heardAt = new Map<string, number>();
  const movedAt = new Map<string, number>();
  let inBed = false;
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
      const isShown = inBed || at - leftBedAt < gettingUpMs || Math.floor(at / movementsForMs) % 3 === 0;
      if (!isShown) continue;
      movedAt.set(device, at);
      yield reading;
    } else {
      const began = movedAt.get(device);
      if (began !== undefined) yield { ...reading, at: Math.min(at, began + passMs) };
      movedAt.delete(device);
    }
  }
}
