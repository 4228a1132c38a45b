import type { HomeStream } from "../replay/homeStream.ts";
import type { TimedReading } from "../service/timedReading.ts";

/** An event that a recording lacks, told as the home's devices would tell it. Pure. */
export interface Injection {
  name: "bed-no-return" | "leave-home" | "fall";
  /** One line for a tester: what happens. */
  tells: string;
  /** Which recorded readings are silenced, for how long, and why. */
  silences: string;
  /** From so long before the moment, to so long after it, the stream is not as it was recorded. */
  spanMs: { before: number; after: number };
  inject(stream: HomeStream, at: number): HomeStream;
}

/** One of them at a moment of the home's wall clock. */
export interface Injected {
  injection: Injection;
  wall: Temporal.PlainDateTime;
}

export const minuteMs = 60_000;
const heartbeatEveryMs = 5 * minuteMs;

/** A test home's clock is its readings': in a still home these let the time pass. `from` and `to` in epoch ms. */
export const signsOfTime = (device: string, from: number, to: number): TimedReading[] =>
  Array.from({ length: Math.max(0, Math.ceil((to - from) / heartbeatEveryMs)) }, (_, place) => ({
    device,
    at: from + (place + 1) * heartbeatEveryMs,
    value: { kind: "heartbeat" },
  }));

/** When an injection happens in a stream, epoch ms. */
export const momentOf = ({ wall }: Injected, timezone: string): number => wall.toZonedDateTime(timezone).epochMilliseconds;
