import { createHash, randomBytes } from "node:crypto";
import type pg from "pg";
import { type Role, role as roleSchema } from "#domain/role.ts";
import { LastKnown } from "./lastKnown.ts";

/** Bearer tokens of programs. */
export interface Tokens {
  /**
   * The token is only in this answer; the database stores a hash. Timelines show `name` for what the program did. It ends after `days`, 90 where left out;
   * null: never, for the service itself.
   */
  create(o: {
    role: Role;
    name: string;
    days?: number | null;
    madeBy?: { id: string; name: string };
  }): Promise<{ id: string; token: string }>;
  /** The program whose token this is, or null. Throws where the database is away and this process has not seen the token before. */
  verify(token: string): Promise<KnownToken | null>;
  /** The tokens that are valid, oldest first. */
  list(): Promise<ListedToken[]>;
  /** False: there is no such valid token. */
  revoke(id: string): Promise<boolean>;
  /** Those of these tokens that are valid, with their role. */
  stillGood(ids: readonly string[]): Promise<Map<string, Role>>;
}

export interface KnownToken {
  id: string;
  name: string;
  role: Role;
}

/** Times in epoch ms. */
export interface ListedToken extends KnownToken {
  createdAt: number;
  /** Null: it does not end by itself. */
  expiresAt: number | null;
  lastUsedAt: number | null;
  /** Null: made before this was recorded. */
  madeBy: { id: string; name: string } | null;
}

export const defaultDays = 90;
/** A verified token is not checked again for this long. Revoked in another process, it works for at most this long here. */
const trustedMs = 15_000;

const insertToken = `INSERT INTO api_token (name, role, token_hash, expires_at, made_by_id, made_by_name)
  VALUES ($1, $2, $3, now() + $4 * interval '1 day', $5, $6) RETURNING id::text`;
const valid = `revoked_at IS NULL AND (expires_at IS NULL OR expires_at > now())`;
const selectToken = `SELECT id::text, name, role, expires_at AS "expiresAt", coalesce(last_used_at < now() - interval '5 minutes', true) AS "noteUse"
  FROM api_token WHERE token_hash = $1 AND ${valid}`;
const noteUse = `UPDATE api_token SET last_used_at = now() WHERE id = $1`;
const selectAll = `SELECT id::text, name, role, created_at AS "createdAt", expires_at AS "expiresAt", last_used_at AS "lastUsedAt",
    CASE WHEN made_by_id IS NOT NULL THEN jsonb_build_object('id', made_by_id, 'name', made_by_name) END AS "madeBy"
  FROM api_token WHERE ${valid} ORDER BY api_token.id`;
const revokeToken = `UPDATE api_token SET revoked_at = now() WHERE id = $1 AND ${valid}`;
const selectGood = `SELECT id::text, role FROM api_token WHERE id = ANY($1::bigint[]) AND ${valid}`;

export function createTokens({ pool }: { pool: pg.Pool }): Tokens {
  const known = new LastKnown<KnownToken>({ trustMs: trustedMs });

  return {
    async create({ role, name, days = defaultDays, madeBy = { id: "service", name: "Link Line" } }) {
      const token = `ll_${randomBytes(32).toString("base64url")}`;
      const { rows } = await pool.query<{ id: string }>(insertToken, [name, role, hash(token), days, madeBy.id, madeBy.name]);
      return { id: rows[0]?.id ?? "", token };
    },

    async verify(token) {
      if (!/^ll_[\w-]{43}$/.test(token)) return null;
      const key = hash(token);
      return known.find(key, async () => {
        const row = (await pool.query<KnownToken & { expiresAt: number | null; noteUse: boolean }>(selectToken, [key])).rows[0];
        if (row === undefined) return null;
        const { id, name, role, expiresAt } = row;
        // A database that can only be read lets programs work on.
        if (row.noteUse) await pool.query(noteUse, [id]).catch(() => {});
        return { value: { id, name, role: roleSchema.parse(role) }, until: expiresAt ?? Number.POSITIVE_INFINITY };
      });
    },

    list: async () => (await pool.query<ListedToken>(selectAll)).rows,

    async revoke(id) {
      const { rowCount } = await pool.query(revokeToken, [id]);
      known.forget((token) => token.id === id);
      return rowCount === 1;
    },

    async stillGood(ids) {
      const { rows } = await pool.query<{ id: string; role: Role }>(selectGood, [ids]);
      return new Map(rows.map((row) => [row.id, row.role]));
    },
  };
}

const hash = (token: string): string => createHash("sha256").update(token).digest("hex");
