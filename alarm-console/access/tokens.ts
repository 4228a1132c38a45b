import { createHash, randomBytes } from "node:crypto";
import type pg from "pg";
import { type Role, role as roleSchema } from "#domain/role.ts";
import { LastKnown } from "./lastKnown.ts";

/** Bearer tokens of programs. */
export interface Tokens {
  /** The token is only in this answer; the database stores a hash. Timelines show `name` for what the program did. */
  create(o: { role: Role; name: string }): Promise<{ id: string; token: string }>;
  /** The program whose token this is, or null. Throws where the database is away and this process has not seen the token before. */
  verify(token: string): Promise<KnownToken | null>;
  /** The tokens that are not revoked, oldest first. */
  list(): Promise<KnownToken[]>;
  revoke(id: string): Promise<void>;
  /** Those of these tokens that are not revoked, with their role. */
  stillGood(ids: readonly string[]): Promise<Map<string, Role>>;
}

export interface KnownToken {
  id: string;
  name: string;
  role: Role;
}

/** A verified token is not checked again for this long. Revoked in another process, it works for at most this long here. */
const trustedMs = 15_000;

const insertToken = `INSERT INTO api_token (name, role, token_hash) VALUES ($1, $2, $3) RETURNING id::text`;
const selectToken = `SELECT id::text, name, role FROM api_token WHERE token_hash = $1 AND revoked_at IS NULL`;
const selectAll = `SELECT id::text, name, role FROM api_token WHERE revoked_at IS NULL ORDER BY api_token.id`;
const revokeToken = `UPDATE api_token SET revoked_at = now() WHERE id = $1 AND revoked_at IS NULL`;
const selectGood = `SELECT id::text, role FROM api_token WHERE id = ANY($1::bigint[]) AND revoked_at IS NULL`;

export function createTokens({ pool }: { pool: pg.Pool }): Tokens {
  const known = new LastKnown<KnownToken>({ trustMs: trustedMs });

  return {
    async create({ role, name }) {
      const token = `ll_${randomBytes(32).toString("base64url")}`;
      const { rows } = await pool.query<{ id: string }>(insertToken, [name, role, hash(token)]);
      return { id: rows[0]?.id ?? "", token };
    },

    async verify(token) {
      if (!/^ll_[\w-]{43}$/.test(token)) return null;
      const key = hash(token);
      return known.find(key, async () => {
        const row = (await pool.query<KnownToken>(selectToken, [key])).rows[0];
        return row === undefined ? null : { value: { ...row, role: roleSchema.parse(row.role) }, until: Number.POSITIVE_INFINITY };
      });
    },

    list: async () => (await pool.query<KnownToken>(selectAll)).rows,

    async revoke(id) {
      await pool.query(revokeToken, [id]);
      known.forget((token) => token.id === id);
    },

    async stillGood(ids) {
      const { rows } = await pool.query<{ id: string; role: Role }>(selectGood, [ids]);
      return new Map(rows.map((row) => [row.id, row.role]));
    },
  };
}

const hash = (token: string): string => createHash("sha256").update(token).digest("hex");
