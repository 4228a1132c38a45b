import type { RecordedEvent } from "#device-sim/formats/recording.ts";
import { type Injected, momentOf } from "#device-sim/injections/injection.ts";
import type { Overlays } from "#device-sim/overlays.ts";
import { type HomeStream, streamOf } from "#device-sim/replay/homeStream.ts";
import { type PreparedStream, withInjected, withOverlays } from "#device-sim/replay/preparedStream.ts";
import { publishedAt } from "#device-sim/service/timedReading.ts";
import type { Plan } from "#domain/plan.ts";
import type { PlayedAlarm } from "#rules/compare/playback.ts";
import { type ExtraAlarms, extraAlarms, type FalseAlarms, falseAlarmsOf } from "./falseAlarms.ts";
import { type Found, foundOf, type Recall, recallOf } from "./found.ts";
import { promisedOf } from "./limits.ts";
import { type Played, playStream } from "./playedStream.ts";
import { eventsOfEveryNight, recordedNights } from "./recordedNights.ts";

export interface ScoredEvent {
  event: string;
  /** By the home's wall clock. */
  wall: string;
  /** Empty where the plan does not watch for this event at this time. */
  found: readonly Found[];
  /** Other alarms that this event raised; they do not count in its score. */
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
  /** What the faults laid over the recording add, by rule; null where none are. */
  extra: readonly ExtraAlarms[] | null;
  /** Every alarm of the recording without injected events. */
  alarms: readonly PlayedAlarm[];
  events: readonly ScoredEvent[];
  recall: readonly Recall[];
  /** Rules that threw, each with its error. */
  faults: readonly string[];
}

export interface ScoreRequest {
  events: readonly RecordedEvent[];
  timezone: string;
  plan: Plan;
  /** `every`: one of each kind in each night. */
  inject: "every" | readonly Injected[];
  overlays: Overlays;
  seed: number;
  onProgress?: (done: number, total: number) => void;
}

/** An alarm counts as found until so long after the last reading of its event has arrived. */
const foundWithinMs = 60 * 60_000;

/**
 * Plays a recording through the rules in this process. The first run plays it as it is, and every alarm counts as false. Then each event
 * has a run of its own, which shows whether the rules find it and how late. The plan's dates are ignored, so that a plan that starts
 * tomorrow can be rated on a recording of last year. Pure. Throws StreamRefused.
 *
 * Example: 14 nights and 3 kinds of events give 43 runs. "bed-no-return at 02:10, limit 20 min, rang at 02:30" counts as found at its limit.
 */
export function scoreRecording(o: ScoreRequest): Score {
  const recorded = streamOf(o.events, o.timezone);
  const plan = { ...o.plan, starts: null, review: null, ends: null };
  const heardAt = recorded.readings.map(({ at }) => at);
  const span = { from: heardAt[0] ?? 0, to: heardAt.at(-1) ?? 0, timezone: o.timezone };
  const injected = o.inject === "every" ? eventsOfEveryNight({ ...span, heardAt }, o.seed) : o.inject;
  const nights = recordedNights({ ...span, heardAt }).length;
  const quiet = playStream(withOverlays(recorded, o.overlays, o.seed), plan);
  const falseAlarms = falseAlarmsOf(quiet.alarms, nights);
  o.onProgress?.(1, injected.length + 1);

  const runs: Played[] = [quiet];
  const events = injected.map((one, place): ScoredEvent => {
    const { played, found } = playEvent({ ...o, plan }, recorded, one);
    runs.push(played);
    o.onProgress?.(place + 2, injected.length + 1);
    return { event: one.injection.name, wall: one.wall.toString(), found, besides: otherAlarms(played, quiet, found) };
  });
  return {
    ...span,
    nights,
    readings: recorded.readings.length,
    falseAlarms,
    extra: o.overlays.faults === undefined ? null : extraAlarms(falseAlarms, withoutFaults(o, recorded, plan, nights)),
    alarms: quiet.alarms,
    events,
    recall: recallOf(events),
    faults: [...new Set(runs.flatMap(({ faults }) => faults.map(({ rule, error }) => `${rule}: ${error}`)))],
  };
}

function withoutFaults({ overlays, seed }: ScoreRequest, recorded: HomeStream, plan: Plan, nights: number): FalseAlarms[] {
  const { faults: _, ...others } = overlays;
  return falseAlarmsOf(playStream(withOverlays(recorded, others, seed), plan).alarms, nights);
}

/** The run of one event. */
function playEvent(
  { plan, timezone, overlays, seed }: ScoreRequest,
  recorded: HomeStream,
  event: Injected,
): { played: Played; found: Found[] } {
  const at = momentOf(event, timezone);
  const stream = withOverlays(withInjected(recorded, [event]), overlays, seed);
  const until = lastArrivalOf(stream, at + event.injection.spanMs.after) + foundWithinMs;
  const played = playStream(stream, plan, { until });
  const found = promisedOf(event.injection.name, at, plan, timezone).map((promise) => foundOf(promise, played.alarms, until));
  return { played, found };
}

/** When the last reading of the event arrives, and not before `end` (epoch ms): an outage of the line delays it. */
const lastArrivalOf = ({ readings }: PreparedStream, end: number): number =>
  readings.reduce((latest, reading) => (reading.injected ? Math.max(latest, publishedAt(reading)) : latest), end);

function otherAlarms(played: Played, quiet: Played, scored: readonly Found[]): PlayedAlarm[] {
  const known = new Set(quiet.alarms.map(nameOf));
  return played.alarms.filter((alarm) => !scored.some(({ rule }) => rule === alarm.rule) && !known.has(nameOf(alarm)));
}

const nameOf = ({ rule, episode, raisedAt }: PlayedAlarm): string => `${rule}/${episode}/${raisedAt}`;
