import type { HomeFacts, HomeMode } from "../home.ts";
import type { Reading } from "../reading.ts";
import { clockToleranceMs, type DeviceClock, offsetOf } from "./deviceClock.ts";

/**
 * A **server step**: the server's clock was set, and the service followed it. Between two steps lies a **time frame**: within it times can
 * be compared, and across a step they must be moved. What waits keeps its interval, so all times of a home are moved into the new
 * frame.
 *
 * Example: a suspected fall at 10:00:00 by a clock that is a day ahead is due at 10:00:20, tomorrow. At 10:00:05 the clock is set right: both
 * times are moved by −24 h, and the alarm rings after its 20 seconds, today.
 */
export interface ServerStep {
  /** The place in the journal: readings before it belong to the earlier frame. No reading has this position. */
  position: number;
  /** The service's time just before the step, in the earlier frame. Epoch ms. */
  at: number;
  /** Negative for a step back. */
  byMs: number;
}

/** A recorded reading in a later frame. A test home's clock follows its readings: only the time of receipt is ours. */
export function movedReading(reading: Reading, byMs: number, mode: HomeMode): Reading {
  if (byMs === 0) return reading;
  const receivedAt = reading.receivedAt + byMs;
  if (mode === "test") return { ...reading, receivedAt };
  const { arrivedAt, time, movedMs = 0 } = reading;
  return { ...reading, receivedAt, arrivedAt: arrivedAt + byMs, time: time + byMs, movedMs: movedMs + byMs };
}

/**
 * The home with the times of the service in another frame: when it did not listen, and when devices were registered. Absences and plans have
 * dates that people chose: they stay.
 */
export function movedHome(home: HomeFacts, byMs: number): HomeFacts {
  if (byMs === 0 || home.mode === "test") return home;
  return {
    ...home,
    devices: new Map([...home.devices].map(([id, facts]) => [id, { ...facts, registeredAt: facts.registeredAt + byMs }])),
    listeningGaps: home.listeningGaps.map(({ from, to }) => ({ from: from + byMs, to: to + byMs })),
  };
}

/**
 * What is known of a device's clock, in the frame after a step. The device's clock was not set, so its offset from ours changes. A clock that
 * was faulty only because ours was wrong is right from now on.
 */
export function movedClock(clock: DeviceClock, byMs: number): DeviceClock {
  const { offsets, suspect, lastLiveAt, eventTimes, undated } = clock;
  const moved = {
    ...clock,
    offsets: offsets.map((offset) => offset + byMs),
    suspect: suspect && { ...suspect, since: suspect.since + byMs, least: suspect.least + byMs, most: suspect.most + byMs },
    lastLiveAt: lastLiveAt === null ? null : lastLiveAt + byMs,
    eventTimes: eventTimes.map((time, place) => (place % 2 === 0 ? time : time + byMs)),
    undated: undated && {
      ...undated,
      live: undated.live.map((one) => ({ ...one, time: one.time + byMs })),
      buffered: undated.buffered.map((one) => ({ ...one, time: one.time + byMs })),
    },
  };
  return clock.faulty ? { ...moved, faulty: Math.abs(offsetOf(moved) ?? 0) > clockToleranceMs } : moved;
}
