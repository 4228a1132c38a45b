import { randomBytes } from "node:crypto";
import type pg from "pg";
import type { Author } from "#domain/alarm.ts";
import { asDeviceId, type DeviceId } from "#domain/ids.ts";
import { codeFrom, codeLastsMs, readCode, shownCode } from "#domain/installing/setupCode.ts";
import { inTransaction } from "#platform/database.ts";
import { hashSecret } from "../credentials.ts";
import type { KnownDevice } from "../knownDevices.ts";
import type { Registry } from "../registry.ts";

/** A new code of a device replaces its older ones. */
const expireOlder = `UPDATE setup_code SET expires_at = to_timestamp($2::float8 / 1000)
  WHERE device_id = $1 AND used_at IS NULL AND expires_at > to_timestamp($2::float8 / 1000)`;
const insertCode = `INSERT INTO setup_code (device_id, code_hash, by_id, by_name, made_at, expires_at)
  VALUES ($1, $2, $3, $4, to_timestamp($5::float8 / 1000), to_timestamp($6::float8 / 1000))`;
const lockCode = `SELECT id::text, device_id::text AS "deviceId", expires_at AS "expiresAt", used_at AS "usedAt" FROM setup_code
  WHERE code_hash = $1 FOR UPDATE`;
const useCode = `UPDATE setup_code SET used_at = to_timestamp($2::float8 / 1000) WHERE id = $1`;

interface CodeRow {
  id: string;
  deviceId: string;
  expiresAt: number;
  usedAt: number | null;
}

export type Redeemed =
  | { ok: true; device: KnownDevice; secret: string }
  | { ok: false; why: "unknown" | "expired" | "deviceGone" }
  | { ok: false; why: "used"; at: number };

/**
 * Codes by which a device gets its login without a person copying a secret. A code works once, for fifteen minutes, and the database holds only its
 * hash. The device gets a new secret with it: an older one stops working.
 *
 * Example: made at 14:00, "K7MPA-3XQWT". Redeemed at 14:05: the device has its login. Again at 14:06: used at 14:05. Another one at 14:16: expired.
 */
export class SetupCodes {
  readonly #pool: pg.Pool;
  readonly #registry: Registry;
  readonly #now: () => number;

  constructor({ pool, registry, now }: { pool: pg.Pool; registry: Registry; now: () => number }) {
    this.#pool = pool;
    this.#registry = registry;
    this.#now = now;
  }

  /** Gives out the code this once. */
  async make(deviceId: DeviceId, by: Author): Promise<{ code: string; expiresAt: number }> {
    const now = this.#now();
    const code = codeFrom(randomBytes(64));
    const expiresAt = now + codeLastsMs;
    await inTransaction(this.#pool, async (client) => {
      await client.query(expireOlder, [deviceId, now]);
      await client.query(insertCode, [deviceId, hashSecret(code), by.id, by.name, now, expiresAt]);
    });
    return { code: shownCode(code), expiresAt };
  }

  async redeem(typed: string): Promise<Redeemed> {
    const code = readCode(typed);
    if (code === null) return { ok: false, why: "unknown" };
    const found = await inTransaction(this.#pool, async (client): Promise<{ deviceId: string } | Exclude<Redeemed, { ok: true }>> => {
      const now = this.#now();
      const row = (await client.query<CodeRow>(lockCode, [hashSecret(code)])).rows[0];
      if (row === undefined) return { ok: false, why: "unknown" };
      if (row.usedAt !== null) return { ok: false, why: "used", at: row.usedAt };
      if (row.expiresAt <= now) return { ok: false, why: "expired" };
      await client.query(useCode, [row.id, now]);
      return { deviceId: row.deviceId };
    });
    if ("ok" in found) return found;
    const device = this.#registry.device(asDeviceId(found.deviceId));
    if (device === undefined) return { ok: false, why: "deviceGone" };
    return { ok: true, ...(await this.#registry.renewSecret(device.facts.id)) };
  }
}
