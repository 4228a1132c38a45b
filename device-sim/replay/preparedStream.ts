import { deviceKey, type RecordedEvent } from "../formats/recording.ts";
import { type Injected, momentOf } from "../injections/injection.ts";
import { layOver, type Overlays } from "../overlays.ts";
import type { NumberedReading } from "../service/timedReading.ts";
import { type HomeStream, streamOf } from "./homeStream.ts";

/** The changes that a tester makes to a recording before it is sent. */
export interface StreamChanges {
  injected: readonly Injected[];
  overlays: Overlays;
  /** Of the random choices that overlays make. */
  seed: number;
}

export const unchanged: StreamChanges = { injected: [], overlays: {}, seed: 1 };

/** A stream that is ready to be sent: numbered, in the order of publishing. */
export interface PreparedStream extends HomeStream {
  readings: readonly NumberedReading[];
}

/** These changes cannot be made to this recording; the message says why. */
export class StreamRefused extends Error {}

/**
 * A recording as a home in that zone sends it, with injected events and overlays. `limit` keeps the first so many recorded events:
 * the stream is made of the whole recording and then cut, so that a reading has the same number and times under every limit, and the
 * service recognises it as a resend. Pure; throws StreamRefused.
 *
 * Example: a replay with limit 100 and then one with limit 200 send 100 resends and 100 new readings.
 */
export function prepareStream(
  events: readonly RecordedEvent[],
  timezone: string,
  { injected, overlays, seed }: StreamChanges,
  limit = events.length,
): PreparedStream {
  const recorded = streamOf(events, timezone);
  const last = recorded.readings[Math.min(limit, events.length) - 1];
  const stream = withOverlays(withInjected(recorded, injected, last?.at), overlays, seed);
  if (limit >= events.length) return stream;
  const cut = new Set(events.slice(limit).map(({ device, seq }) => `${deviceKey(device)}/${seq}`));
  const readings = stream.readings.filter(({ device, seq }) => !cut.has(`${device}/${seq}`));
  const speaking = new Set(readings.map(({ device }) => device));
  return { ...stream, readings, devices: stream.devices.filter((device) => speaking.has(deviceKey(device))) };
}

/** Events must lie within the recording; `to` (epoch ms) replaces its end. Throws StreamRefused. */
export function withInjected(recorded: HomeStream, injected: readonly Injected[], to = recorded.readings.at(-1)?.at ?? 0): HomeStream {
  const { timezone } = recorded;
  const from = recorded.readings[0]?.at ?? 0;
  for (const one of injected) {
    const at = momentOf(one, timezone);
    if (at < from || at > to)
      throw new StreamRefused(
        `${nameOf(one)} lies outside the recording, which goes from ${local(from, timezone)} to ${local(to, timezone)}`,
      );
  }
  refuseOverlaps(injected, timezone);
  return injected.reduce((stream, one) => markInjected(stream, one.injection.inject(stream, momentOf(one, timezone))), recorded);
}

function markInjected(before: HomeStream, after: HomeStream): HomeStream {
  const known = new Set(before.readings);
  return { ...after, readings: after.readings.map((reading) => (known.has(reading) ? reading : { ...reading, injected: true })) };
}

/** An event silences the home around it, so one of two overlapping events would silence the other. */
function refuseOverlaps(injected: readonly Injected[], timezone: string): void {
  const spans = injected
    .map((one) => {
      const at = momentOf(one, timezone);
      const { before, after } = one.injection.spanMs;
      return { name: nameOf(one), from: at - before, to: at + after };
    })
    .toSorted((a, b) => a.from - b.from);
  for (const [place, later] of spans.entries()) {
    // Not only the event just before: a longer one may begin earlier and still last.
    const earlier = spans.slice(0, place).find(({ to }) => to > later.from);
    if (earlier === undefined) continue;
    throw new StreamRefused(
      `${earlier.name} and ${later.name} overlap: the first changes the recording from ${local(earlier.from, timezone)} to ${local(earlier.to, timezone)}, the second from ${local(later.from, timezone)} to ${local(later.to, timezone)}, and one would silence the other; put them further apart, or send each in a replay of its own`,
    );
  }
}

const nameOf = ({ injection, wall }: Injected): string => `${injection.name}@${wall}`;

export function withOverlays(stream: HomeStream, overlays: Overlays, seed: number): PreparedStream {
  const readings = layOver(stream.readings, overlays, { seed, timezone: stream.timezone });
  return { ...stream, readings };
}

/** Identifies the changes: the same changes give the same text, and no changes give an empty one. */
export function changesText({ injected, overlays, seed }: StreamChanges): string {
  const events = injected.map(nameOf);
  const laid = Object.entries(overlays).filter(([, value]) => value !== undefined);
  if (events.length === 0 && laid.length === 0) return "";
  return JSON.stringify({ events, laid, seed: laid.length === 0 ? null : seed });
}

const local = (instant: number, zone: string): string =>
  Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(zone).toPlainDateTime().toString({ smallestUnit: "second" });
