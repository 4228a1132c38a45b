import { createHash, randomBytes } from "node:crypto";
import type pg from "pg";
import { type Role, role as roleSchema } from "#domain/role.ts";
import { createLastKnown } from "./lastKnown.ts";

/** Bearer tokens of machines. */
export interface Tokens {
  /** The token is given out here and kept only as a hash. `name` is what staff see beside what it did. */
  create(o: { role: Role; name: string }): Promise<{ id: string; token: string }>;
  /** Whose token this is, or null. Throws where the database is away and the token was never seen here. */
  verify(token: string): Promise<KnownToken | null>;
  /** Those that are good, oldest first. */
  list(): Promise<KnownToken[]>;
  revoke(id: string): Promise<void>;
  /** Which of these tokens are still good, with their role. */
  stillGood(ids: readonly string[]): Promise<Map<string, Role>>;
}

export interface KnownToken {
  id: string;
  name: string;
  role: Role;
}

/** A token is taken at its word for this long, so a revoked one works on for at most this long in another process. */
const trustedMs = 15_000;

const insertToken = `INSERT INTO api_token (name, role, token_hash) VALUES ($1, $2, $3) RETURNING id::text`;
const selectToken = `SELECT id::text, name, role FROM api_token WHERE token_hash = $1 AND revoked_at IS NULL`;
const selectAll = `SELECT id::text, name, role FROM api_token WHERE revoked_at IS NULL ORDER BY api_token.id`;
const revokeToken = `UPDATE api_token SET revoked_at = now() WHERE id = $1 AND revoked_at IS NULL`;
const selectGood = `SELECT id::text, role FROM api_token WHERE id = ANY($1::bigint[]) AND revoked_at IS NULL`;

export function createTokens({ pool }: { pool: pg.Pool }): Tokens {
  const known = createLastKnown<KnownToken>({ trustMs: trustedMs });

  return {
    async create({ role, name }) {
      const token = `ll_${randomBytes(32).toString("base64url")}`;
      const { rows } = await pool.query<{ id: string }>(insertToken, [name, role, hash(token)]);
      return { id: rows[0]?.id ?? "", token };
    },

    async verify(token) {
      if (!/^ll_[\w-]{43}$/.test(token)) return null;
      const key = hash(token);
      return known.ask(key, async () => {
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
