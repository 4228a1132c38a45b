import type pg from "pg";
import type { HomeMode } from "#domain/home.ts";
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

const knownClocks = `SELECT id::text, home_id::text AS "homeId", skew_ms::float8 AS skew, extract(epoch FROM last_heard_at)::float8 * 1000 AS "heardAt"
  FROM device WHERE skew_ms IS NOT NULL ORDER BY last_heard_at`;

type Told = Pick<Reading, "homeId" | "deviceId" | "value" | "at" | "arrivedAt" | "historical" | "seq" | "boot">;

/** Longer in a test home, where testers lay disorder over a stream. */
const mayBeUnderWayMs: Readonly<Record<HomeMode, number>> = { live: clockToleranceMs, test: longestTransitMs };

const nobody: readonly number[] = [];

/**
 * What is known of each device's clock, in memory: a summary is saved with the device, and recovery learns from the
 * readings after it. A resend teaches as well, for it arrived.
 */
export class DeviceClocks {
  /** From readings received since the service began; before that, from the record. */
  #heard = new Clocks();
  #recorded = new Clocks();

  /** When a reading that arrives now happened, epoch ms by our clock. */
  eventTimeOf(told: Told, mode: HomeMode = "live"): number {
    return this.#heard.learn(told, mayBeUnderWayMs[mode], this.#recorded);
  }

  /** What was saved of clocks, with which the record is read anew. Throws what the database throws. */
  async load(client: pg.ClientBase): Promise<void> {
    const { rows } = await client.query<{ id: string; homeId: string; skew: number; heardAt: number | null }>(knownClocks);
    this.#recorded = new Clocks();
    for (const { id, homeId, skew, heardAt } of rows) this.#recorded.know(asDeviceId(id), asHomeId(homeId), clockWithSkew(skew, heardAt));
  }

  /**
   * Goes by the record alone: what was refused while nothing could be recorded comes again with its old time, and a device
   * that was heard then would seem to have its clock set back.
   */
  forgetUnrecorded(): void {
    this.#heard = new Clocks();
  }

  /** A reading out of the record. */
  learnFromRecord(reading: Reading): void {
    this.#recorded.learn(reading, mayBeUnderWayMs.live);
  }

  /** How far the device's clock is ahead of ours by what it just said, in ms; null where it says nothing of it. */
  skewMs({ deviceId, at, arrivedAt, historical }: Pick<Told, "deviceId" | "at" | "arrivedAt" | "historical">): number | null {
    // A reading kept for later says nothing of the clock now.
    if (at === null || historical) return null;
    const offset =
      at < earliestSetClock ? arrivedAt - at : offsetOf(this.#heard.of(deviceId) ?? this.#recorded.of(deviceId) ?? unknownClock);
    return offset === null ? null : 0 - offset;
  }
}

class Clocks {
  readonly #clocks = new Map<DeviceId, DeviceClock>();
  /** When homes were heard of what had just happened. */
  readonly #arrivals = new Map<HomeId, readonly number[]>();

  of(id: DeviceId): DeviceClock | undefined {
    return this.#clocks.get(id);
  }

  arrivalsIn(id: HomeId): readonly number[] | undefined {
    return this.#arrivals.get(id);
  }

  know(id: DeviceId, homeId: HomeId, clock: DeviceClock): void {
    this.#clocks.set(id, clock);
    if (clock.lastLiveAt !== null) this.#arrivals.set(homeId, addArrival(this.arrivalsIn(homeId) ?? nobody, clock.lastLiveAt));
  }

  /** When it happened; what was never heard here is known from `before`. */
  learn(told: Told, underWayMs: number, before?: Clocks): number {
    const { deviceId, homeId, value, arrivedAt } = told;
    const arrivals = this.arrivalsIn(homeId) ?? before?.arrivalsIn(homeId) ?? nobody;
    const othersHeard = raisesConcern(value) ? arrivals : null;
    const known = this.of(deviceId) ?? before?.of(deviceId) ?? unknownClock;
    const { time, clock } = eventTimeOf(known, { ...told, maxTransitMs: underWayMs, homeArrivals: othersHeard });
    this.#clocks.set(deviceId, clock);
    const next = arrivedAt - time > clockToleranceMs ? arrivals : addArrival(arrivals, arrivedAt);
    if (next !== arrivals) this.#arrivals.set(homeId, next);
    return time;
  }
}
