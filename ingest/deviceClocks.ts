import type pg from "pg";
import { clockSetSince, clockWithSkew, type DeviceClock, happenedAt, offsetOf, unknownClock } from "#domain/deviceClock.ts";
import { asDeviceId, type DeviceId } from "#domain/ids.ts";
import type { Reading } from "#domain/reading.ts";

const knownClocks = `SELECT id::text, skew_ms::float8 AS skew, extract(epoch FROM last_heard_at)::float8 * 1000 AS "heardAt"
  FROM device WHERE skew_ms IS NOT NULL`;

type Told = Pick<Reading, "deviceId" | "at" | "arrivedAt" | "historical">;

/**
 * What is known of each device's clock, in memory: a summary is saved with the device, and recovery learns from the
 * readings after it. A resend teaches as well, for it arrived.
 */
export class DeviceClocks {
  /** From readings received since the service began; before that, from the record. */
  #heard = new Map<DeviceId, DeviceClock>();
  #recorded = new Map<DeviceId, DeviceClock>();

  /** When a reading that arrives now happened, epoch ms by our clock. */
  timeOf(told: Told): number {
    return learn(this.#heard, told, this.#of(told.deviceId));
  }

  /** What was saved of clocks, with which the record is read anew. Throws what the database throws. */
  async load(client: pg.ClientBase): Promise<void> {
    const { rows } = await client.query<{ id: string; skew: number; heardAt: number | null }>(knownClocks);
    this.#recorded.clear();
    for (const { id, skew, heardAt } of rows) this.#recorded.set(asDeviceId(id), clockWithSkew(skew, heardAt));
  }

  /**
   * Goes by the record alone: what was refused while nothing could be recorded comes again with its old time, and a device
   * that was heard then would seem to have its clock set back.
   */
  forgetRefused(): void {
    this.#heard.clear();
  }

  /** A reading out of the record. */
  recorded(reading: Reading): void {
    learn(this.#recorded, reading, this.#recorded.get(reading.deviceId) ?? unknownClock);
  }

  /** How far the device's clock is ahead of ours by what it just said, in ms; null where it says nothing of it. */
  skewMs({ deviceId, at, arrivedAt, historical }: Told): number | null {
    // A reading kept for later says nothing of the clock now.
    if (at === null || historical) return null;
    const offset = at < clockSetSince ? arrivedAt - at : offsetOf(this.#of(deviceId));
    return offset === null ? null : 0 - offset;
  }

  #of(id: DeviceId): DeviceClock {
    return this.#heard.get(id) ?? this.#recorded.get(id) ?? unknownClock;
  }
}

function learn(clocks: Map<DeviceId, DeviceClock>, told: Told, before: DeviceClock): number {
  const { time, clock } = happenedAt(before, told);
  clocks.set(told.deviceId, clock);
  return time;
}
