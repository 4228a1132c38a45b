import type pg from "pg";
import type { DeviceId } from "#domain/ids.ts";
import type { Reading, ReadingField } from "#domain/reading.ts";

/** What a device last reported about itself. Times in epoch ms. */
export interface DeviceSummary {
  heardAt: number;
  /** How far its clock is ahead of ours. */
  skewMs: number | null;
  battery: number | null;
  signal: number | null;
  /** The fields that could not be read in its last reading. */
  unreadable: readonly ReadingField[];
  /** Its last message could not be read at all. */
  lastUnreadable: boolean;
}

/** What the row has is moved into the time frame of the new values. */
const saveHeard = `UPDATE device d
  SET last_heard_at = greatest(d.last_heard_at + server_moved_ms(d.heard_position, $7) * interval '1 ms', to_timestamp(h.heard_at / 1000)),
      skew_ms = coalesce(h.skew_ms, d.skew_ms - CASE WHEN h.is_live THEN server_moved_ms(d.heard_position, $7) ELSE 0 END),
      battery = coalesce(h.battery, d.battery), signal = coalesce(h.signal, d.signal), heard_position = $7
  FROM unnest($1::bigint[], $2::float8[], $3::float8[], $4::real[], $5::real[], $6::boolean[])
    AS h (id, heard_at, skew_ms, battery, signal, is_live)
  WHERE d.id = h.id`;

/** Where and what the saved values are: the position of the journal, and which devices are of live homes. */
interface SaveContext {
  position: number;
  isLive(id: DeviceId): boolean;
}

/**
 * What devices last reported about themselves. The journal has every reading; the row in `device` is a summary for people. It is written
 * every 5 seconds, not with each reading, and recovery updates it after a crash.
 */
export class DeviceSummaries {
  #heard = new Map<DeviceId, DeviceSummary>();
  #unsaved = new Set<DeviceId>();

  /** Undefined if the device has sent nothing since the service started, nor in the part of the journal that recovery read. */
  of(id: DeviceId): DeviceSummary | undefined {
    return this.#heard.get(id);
  }

  /** `skewMs`: how far the device's clock is ahead by this reading; null if the reading does not tell. */
  update(reading: Reading, skewMs: number | null): void {
    const last = this.#heard.get(reading.deviceId);
    this.#heard.set(reading.deviceId, {
      heardAt: Math.max(reading.receivedAt, last?.heardAt ?? 0),
      skewMs: skewMs ?? last?.skewMs ?? null,
      battery: reading.battery ?? last?.battery ?? null,
      signal: reading.signal ?? last?.signal ?? null,
      unreadable: reading.value.kind === "unreadable" ? (last?.unreadable ?? []) : reading.unreadable,
      lastUnreadable: reading.value.kind === "unreadable",
    });
    this.#unsaved.add(reading.deviceId);
  }

  /** The server's clock was set. A device's clock was not, except that of a test home, which is that of its readings. */
  moveTimes(byMs: number, isLive: (id: DeviceId) => boolean): void {
    for (const [id, one] of this.#heard) {
      const skewMs = one.skewMs === null || !isLive(id) ? one.skewMs : one.skewMs - byMs;
      this.#heard.set(id, { ...one, heardAt: one.heardAt + byMs, skewMs });
      this.#unsaved.add(id);
    }
  }

  /** Writes the summaries that changed since the last call. */
  async save(pool: pg.Pool, { position, isLive }: SaveContext): Promise<void> {
    if (this.#unsaved.size === 0) return;
    const ids = [...this.#unsaved];
    this.#unsaved = new Set();
    const all = ids.map((id) => this.#heard.get(id));
    try {
      await pool.query(saveHeard, [
        ids,
        all.map((one) => one?.heardAt),
        all.map((one) => one?.skewMs),
        all.map((one) => one?.battery),
        all.map((one) => one?.signal),
        ids.map(isLive),
        position,
      ]);
    } catch (error) {
      for (const id of ids) this.#unsaved.add(id);
      throw error;
    }
  }
}
