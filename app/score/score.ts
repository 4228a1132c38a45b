import type { RecordedEvent } from "#device-sim/formats/recording.ts";
import { type Injected, momentOf } from "#device-sim/injections/injection.ts";
import type { Overlays } from "#device-sim/overlays/overlays.ts";
import { streamOf } from "#device-sim/replay/homeStream.ts";
import { laidOver, type PreparedStream, withInjected } from "#device-sim/replay/preparedStream.ts";
import { publishedAt } from "#device-sim/service/timedReading.ts";
import type { Plan } from "#domain/plan.ts";
import type { PlayedAlarm } from "#rules/compare/playback.ts";
import { type FalseAlarms, falseAlarmsOf } from "./falseAlarms.ts";
import { type Found, foundOf, type Recall, recallOf } from "./found.ts";
import { promisedOf } from "./limits.ts";
import { type Played, playStream } from "./playedStream.ts";
import { eventsOfEveryNight, recordedNights } from "./recordedNights.ts";

export interface ScoredEvent {
  event: string;
  /** By the home's wall clock. */
  wall: string;
  /** Empty where the plan does not guard against it then. */
  found: readonly Found[];
  /** Alarms that came with it and are not what it is scored by. */
  besides: readonly PlayedAlarm[];
}

export interface Score {
  timezone: string;
  /** Epoch ms. */
  from: number;
  to: number;
  nights: number;
  readings: number;
  falseAlarms: readonly FalseAlarms[];
  /** Every alarm of the recording as it is. */
  alarms: readonly PlayedAlarm[];
  events: readonly ScoredEvent[];
  recall: readonly Recall[];
  /** Rules that threw, by name and why. */
  faults: readonly string[];
}

/** Alarms are looked for until so long after all is told of an event. */
const afterwardsMs = 60 * 60_000;

/**
 * Plays a recording through the rules in process: as it is, where every alarm counts as false, and once more for each
 * event, each in a run of its own, to see whether it is found and how late. The plan's dates are set aside: a plan that
 * starts tomorrow is asked what it would have done. Pure. Throws StreamRefused.
 */
export function scoreRecording(o: {
  events: readonly RecordedEvent[];
  timezone: string;
  plan: Plan;
  /** `every`: one of each kind in each night. */
  inject: "every" | readonly Injected[];
  overlays: Overlays;
  seed: number;
  onProgress?: (done: number, total: number) => void;
}): Score {
  const recorded = streamOf(o.events, o.timezone);
  const plan = { ...o.plan, starts: null, review: null, ends: null };
  const span = { from: recorded.readings[0]?.at ?? 0, to: recorded.readings.at(-1)?.at ?? 0, timezone: o.timezone };
  const injected = o.inject === "every" ? eventsOfEveryNight(span, o.seed) : o.inject;
  const nights = recordedNights(span).length;
  const quiet = playStream(laidOver(recorded, o.overlays, o.seed), plan);
  o.onProgress?.(1, injected.length + 1);

  const runs: Played[] = [quiet];
  const events = injected.map((one, place): ScoredEvent => {
    const at = momentOf(one, o.timezone);
    const { injection, wall } = one;
    const laid = laidOver(withInjected(recorded, [one]), o.overlays, o.seed);
    const until = toldBy(laid, at + injection.spanMs.after + (o.overlays.skewMs ?? 0)) + afterwardsMs;
    const played = playStream(laid, plan, { until });
    runs.push(played);
    const promised = promisedOf(injection.name, at, plan, o.timezone);
    const found = promised.map((promise) => foundOf(promise, played.alarms, until));
    o.onProgress?.(place + 2, injected.length + 1);
    return {
      event: injection.name,
      wall: wall.toString(),
      found,
      besides: besides(
        played,
        quiet,
        promised.map(({ rule }) => rule),
      ),
    };
  });
  return {
    timezone: o.timezone,
    from: span.from,
    to: span.to,
    nights,
    readings: recorded.readings.length,
    falseAlarms: falseAlarmsOf(quiet.alarms, nights),
    alarms: quiet.alarms,
    events,
    recall: recallOf(events),
    faults: [...new Set(runs.flatMap(({ faults }) => faults.map(({ rule, error }) => `${rule}: ${error}`)))],
  };
}

/** When the last was heard of what devices say happened by then (epoch ms): a line that is down tells late. */
const toldBy = ({ readings }: PreparedStream, over: number): number =>
  readings.reduce((latest, reading) => (reading.at <= over ? Math.max(latest, publishedAt(reading)) : latest), over);

function besides(played: Played, quiet: Played, scored: readonly string[]): PlayedAlarm[] {
  const known = new Set(quiet.alarms.map(nameOf));
  return played.alarms.filter((alarm) => !scored.includes(alarm.rule) && !known.has(nameOf(alarm)));
}

const nameOf = ({ rule, episode, raisedAt }: PlayedAlarm): string => `${rule}/${episode}/${raisedAt}`;
