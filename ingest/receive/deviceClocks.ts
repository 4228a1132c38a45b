import type pg from "pg";
import { followsReadings, type HomeMode } from "#domain/home.ts";
import { asDeviceId, asHomeId, type DeviceId, type HomeId } from "#domain/ids.ts";
import { type Reading, raisesConcern } from "#domain/reading.ts";
import {
  clockToleranceMs,
  clockWithSkew,
  type DeviceClock,
  earliestSetClock,
  eventTimeOf,
  longestTransitMs,
  offsetOf,
  unknownClock,
} from "#domain/time/deviceClock.ts";
import { addArrival } from "#domain/time/homeArrivals.ts";
import { movedClock } from "#domain/time/serverStep.ts";

/** In the present time frame. The clock of a test home's device is compared with the home's own time, which no one sets. */
const knownClocks = `SELECT d.id::text, d.home_id::text AS "homeId",
    d.skew_ms::float8 - CASE home.mode WHEN 'test' THEN 0 ELSE moved.ms END AS skew,
    extract(epoch FROM d.last_heard_at)::float8 * 1000 + moved.ms AS "heardAt"
  FROM device d JOIN home ON home.id = d.home_id, server_moved_ms(d.heard_position) AS moved (ms)
 WHERE d.skew_ms IS NOT NULL ORDER BY "heardAt"`;

type ReportedReading = Pick<Reading, "homeId" | "deviceId" | "value" | "at" | "arrivedAt" | "historical" | "seq" | "boot">;

/** The longest time in transit. Longer in a test home, where testers add disorder to a stream. */
const maxTransitMs = (mode: HomeMode): number => (followsReadings(mode) ? longestTransitMs : clockToleranceMs);

const noArrivals: readonly number[] = [];

/**
 * Learns from each reading how far the device's clock is ahead of or behind ours, and gives each reading its event time on our clock.
 *
 * The clocks are in memory. A summary (`skew_ms`) is saved with the device; recovery starts from it and learns from the readings in the
 * journal. A resend teaches too, because it arrived.
 *
 * Example: a sensor's readings always arrive with a time 90 s ahead of ours. That is within the trusted two minutes, so a reading with its
 * time 10:01:30 gets the event time 10:00:00. A sensor that is an hour ahead is not trusted: its readings happen when they arrive.
 */
export class DeviceClocks {
  /** Learned from messages as they arrive, recorded or not. A device that is not in it yet starts from `#recorded`. */
  #received = new Clocks();
  /** Learned from the saved summary and the journal. */
  #recorded = new Clocks();

  /** The event time of a reading that arrives now, in epoch ms on our clock. */
  eventTimeOf(reading: ReportedReading, mode: HomeMode = "live"): number {
    return this.#received.learn(reading, maxTransitMs(mode), this.#recorded);
  }

  /** Reads the saved summaries, before the journal is replayed. Throws what the database throws. */
  async load(client: pg.ClientBase): Promise<void> {
    const { rows } = await client.query<{ id: string; homeId: string; skew: number; heardAt: number | null }>(knownClocks);
    this.#recorded = new Clocks();
    for (const { id, homeId, skew, heardAt } of rows) this.#recorded.know(asDeviceId(id), asHomeId(homeId), clockWithSkew(skew, heardAt));
  }

  /**
   * At the end of recovery, forgets messages that were not recorded. Their devices send them again with the same times. If the first
   * attempt still counted, the resend would look as if the device's clock had been set back.
   */
  forgetUnrecorded(): void {
    this.#received = new Clocks();
  }

  /** The server's clock was set, and no device's. A test home goes by the times of its readings. */
  moveTimes(byMs: number, isLive: { device(id: DeviceId): boolean; home(id: HomeId): boolean }): void {
    this.#received.moveTimes(byMs, isLive);
    this.#recorded.moveTimes(byMs, isLive);
  }

  /** Learns from a reading in the journal. */
  learnFromRecord(reading: Reading): void {
    this.#recorded.learn(reading, clockToleranceMs);
  }

  /** How far the device's clock is ahead of ours by this reading, in ms; null if the reading does not tell. */
  skewMs({ deviceId, at, arrivedAt, historical }: Pick<ReportedReading, "deviceId" | "at" | "arrivedAt" | "historical">): number | null {
    // A reading that the device buffered does not tell how its clock is now.
    if (at === null || historical) return null;
    const offset =
      at < earliestSetClock ? arrivedAt - at : offsetOf(this.#received.of(deviceId) ?? this.#recorded.of(deviceId) ?? unknownClock);
    return offset === null ? null : 0 - offset;
  }
}

class Clocks {
  readonly #clocks = new Map<DeviceId, DeviceClock>();
  /** The last arrivals in each home of readings that had just happened. */
  readonly #arrivals = new Map<HomeId, readonly number[]>();

  of(id: DeviceId): DeviceClock | undefined {
    return this.#clocks.get(id);
  }

  arrivalsIn(id: HomeId): readonly number[] | undefined {
    return this.#arrivals.get(id);
  }

  moveTimes(byMs: number, isLive: { device(id: DeviceId): boolean; home(id: HomeId): boolean }): void {
    for (const [id, clock] of this.#clocks) if (isLive.device(id)) this.#clocks.set(id, movedClock(clock, byMs));
    for (const [id, arrivals] of this.#arrivals)
      if (isLive.home(id))
        this.#arrivals.set(
          id,
          arrivals.map((at) => at + byMs),
        );
  }

  know(id: DeviceId, homeId: HomeId, clock: DeviceClock): void {
    this.#clocks.set(id, clock);
    if (clock.lastLiveAt !== null) this.#arrivals.set(homeId, addArrival(this.arrivalsIn(homeId) ?? noArrivals, clock.lastLiveAt));
  }

  /** Learns from the reading and returns its event time. `before`: clocks to start from, for a device that is not known here. */
  learn(reading: ReportedReading, maxTransitMs: number, before?: Clocks): number {
    const { deviceId, homeId, value, arrivedAt } = reading;
    const arrivals = this.arrivalsIn(homeId) ?? before?.arrivalsIn(homeId) ?? noArrivals;
    const homeArrivals = raisesConcern(value) ? arrivals : null;
    const known = this.of(deviceId) ?? before?.of(deviceId) ?? unknownClock;
    const { time, clock } = eventTimeOf(known, { ...reading, maxTransitMs, homeArrivals });
    this.#clocks.set(deviceId, clock);
    const next = arrivedAt - time > clockToleranceMs ? arrivals : addArrival(arrivals, arrivedAt);
    if (next !== arrivals) this.#arrivals.set(homeId, next);
    return time;
  }
}
