import type { HomeStream } from "../replay/homeStream.ts";
import type { TimedReading } from "../service/timedReading.ts";

/** An event that a recording lacks: it adds the readings that the home's devices would send, and removes others. Pure. */
export interface Injection {
  name: "bed-no-return" | "leave-home" | "fall";
  /** One line for a tester: what happens. */
  tells: string;
  /** Which recorded readings it removes, for how long, and why. */
  silences: string;
  /** It changes the stream from so long before its moment to so long after it. */
  spanMs: { before: number; after: number };
  inject(stream: HomeStream, at: number): HomeStream;
}

/** An injection at a moment of the home's wall clock. */
export interface Injected {
  injection: Injection;
  wall: Temporal.PlainDateTime;
}

export const minuteMs = 60_000;
const heartbeatEveryMs = 5 * minuteMs;

/** Heartbeats from `from` to `to` (epoch ms). A test home goes by its readings' clock, so in a silent home these let time pass. */
export const signsOfTime = (device: string, from: number, to: number): TimedReading[] =>
  Array.from({ length: Math.max(0, Math.ceil((to - from) / heartbeatEveryMs)) }, (_, place) => ({
    device,
    at: from + (place + 1) * heartbeatEveryMs,
    value: { kind: "heartbeat" },
  }));

/** When an injection happens in a stream, epoch ms. */
export const momentOf = ({ wall }: Injected, timezone: string): number => wall.toZonedDateTime(timezone).epochMilliseconds;
