import { type HomeStream, streamOf } from "./homeStream.ts";
import { type Injected, momentOf } from "./injections/injection.ts";
import { layOver, type Overlays } from "./overlays/overlays.ts";
import type { RecordedEvent } from "./recording.ts";
import type { NumberedReading } from "./timedReading.ts";

/** What a tester changes of a recording before it is played. */
export interface StreamChanges {
  injected: readonly Injected[];
  overlays: Overlays;
  /** For what overlays leave to chance. */
  seed: number;
}

export const unchanged: StreamChanges = { injected: [], overlays: {}, seed: 1 };

/** A stream as it is sent: numbered, in the order of publishing. */
export interface PreparedStream extends HomeStream {
  readings: readonly NumberedReading[];
}

/** What cannot be done to this recording; the message says why. */
export class StreamRefused extends Error {}

/** A recording in a home of that zone, with events put in and faults laid over it. Pure; throws StreamRefused. */
export function prepareStream(
  events: readonly RecordedEvent[],
  timezone: string,
  { injected, overlays, seed }: StreamChanges,
): PreparedStream {
  return laidOver(withInjected(streamOf(events, timezone), injected), overlays, seed);
}

export function withInjected(recorded: HomeStream, injected: readonly Injected[]): HomeStream {
  const span = { from: recorded.readings[0]?.at ?? 0, to: recorded.readings.at(-1)?.at ?? 0 };
  let stream = recorded;
  for (const one of injected) {
    const at = momentOf(one, stream.timezone);
    if (at < span.from || at > span.to)
      throw new StreamRefused(
        `${one.injection.name}@${one.wall}: the recording goes from ${local(span.from, stream.timezone)} to ${local(span.to, stream.timezone)}`,
      );
    stream = one.injection.inject(stream, at);
  }
  return stream;
}

export function laidOver(stream: HomeStream, overlays: Overlays, seed: number): PreparedStream {
  const readings = layOver(stream.readings, overlays, { seed, timezone: stream.timezone });
  return { ...stream, readings };
}

/** Names what was changed, the same for the same changes; empty for none. */
export function changesText({ injected, overlays, seed }: StreamChanges): string {
  const events = injected.map(({ injection, wall }) => `${injection.name}@${wall}`);
  const laid = Object.entries(overlays).filter(([, value]) => value !== undefined);
  if (events.length === 0 && laid.length === 0) return "";
  return JSON.stringify({ events, laid, seed: laid.length === 0 ? null : seed });
}

const local = (instant: number, zone: string): string =>
  Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(zone).toPlainDateTime().toString({ smallestUnit: "second" });
