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
const selectDevice = `SELECT device_id::text AS "deviceId" FROM setup_code WHERE code_hash = $1`;
const lockCode = `SELECT id::text, expires_at AS "expiresAt", used_at AS "usedAt", redeemed_by AS "redeemedBy" FROM setup_code
  WHERE code_hash = $1 FOR UPDATE`;
const useCode = `UPDATE setup_code SET used_at = coalesce(used_at, to_timestamp($2::float8 / 1000)), redeemed_by = $3 WHERE id = $1`;

interface CodeRow {
  id: string;
  expiresAt: number;
  usedAt: number | null;
  /** The hash of the name that the device made for itself. */
  redeemedBy: string | null;
}

type Refused = { ok: false; why: "unknown" | "expired" | "deviceGone" } | { ok: false; why: "used"; at: number };
export type Redeemed = { ok: true; device: KnownDevice; secret: string } | Refused;

/**
 * Codes by which a device gets its login without a person copying a secret. A code works once, for fifteen minutes, and the database holds only its
 * hash. The device gets a new secret with it: an older one stops working. A device that did not hear the answer redeems it again within the fifteen
 * minutes, with the name that it made for itself.
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

  /** `key`: a name that the device made for itself, and sends again where the answer was lost; null: it made none. */
  async redeem(typed: string, key: string | null = null): Promise<Redeemed> {
    const code = readCode(typed);
    if (code === null) return { ok: false, why: "unknown" };
    const hash = hashSecret(code);
    const [found] = (await this.#pool.query<{ deviceId: string }>(selectDevice, [hash])).rows;
    if (found === undefined) return { ok: false, why: "unknown" };
    const keyHash = key === null ? null : hashSecret(key);
    let refused: Refused | null = null;
    // The use of the code and the new secret are one transaction: a code is never used up without a login.
    const renewed = await this.#registry.renewSecretIf(asDeviceId(found.deviceId), async (client) => {
      refused = await this.#use(client, hash, keyHash);
      return refused === null;
    });
    if (refused !== null) return refused;
    return renewed === null ? { ok: false, why: "deviceGone" } : { ok: true, ...renewed };
  }

  /** Null: it may be used, and is used now. */
  async #use(client: pg.ClientBase, hash: string, keyHash: string | null): Promise<Refused | null> {
    const now = this.#now();
    const [row] = (await client.query<CodeRow>(lockCode, [hash])).rows;
    if (row === undefined) return { ok: false, why: "unknown" };
    const isSameDevice = keyHash !== null && row.redeemedBy === keyHash;
    if (row.usedAt !== null && !isSameDevice) return { ok: false, why: "used", at: row.usedAt };
    if (row.expiresAt <= now) return { ok: false, why: "expired" };
    await client.query(useCode, [row.id, now, keyHash]);
    return null;
  }
}
