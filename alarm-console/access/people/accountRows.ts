import type pg from "pg";
import type { Role } from "#domain/role.ts";

/** An account as administrators see it. Times in epoch ms. */
export interface AccountView {
  id: string;
  email: string;
  name: string;
  role: Role;
  createdAt: number;
  disabledAt: number | null;
  /** Until then the one-time password works; null where the person has a password of their own, or none yet. */
  oneTimePasswordUntil: number | null;
  /** Until then the sign-in link works; null where there is none. */
  linkUntil: number | null;
  hasPassword: boolean;
  passkeys: number;
  sessions: number;
  /** The last use of a session that has not ended. */
  seenAt: number | null;
}

export interface SessionView {
  id: string;
  createdAt: number;
  seenAt: number;
  expiresAt: number;
  address: string | null;
  browser: string | null;
}

const columns = `u.id, u.email, u.name, u.role, u."createdAt", u."disabledAt", u."passwordDue" AS "oneTimePasswordUntil",
    (SELECT max(expires_at) FROM sign_in_link WHERE user_id = u.id AND used_at IS NULL AND expires_at > now()) AS "linkUntil",
    EXISTS (SELECT FROM "account" a WHERE a."userId" = u.id AND a.password IS NOT NULL) AS "hasPassword",
    (SELECT count(*)::int FROM passkey WHERE user_id = u.id) AS passkeys,
    (SELECT count(*)::int FROM "session" s WHERE s."userId" = u.id AND s."expiresAt" > now()) AS sessions,
    (SELECT max(s."updatedAt") FROM "session" s WHERE s."userId" = u.id AND s."expiresAt" > now()) AS "seenAt"`;
const selectAccounts = `SELECT ${columns} FROM "user" u
  WHERE ($1::text IS NULL OR u.role = $1) AND ($2::text IS NULL OR strpos(lower(u.name || ' ' || u.email), lower($2)) > 0)
  ORDER BY lower(u.name), u.id LIMIT $3`;
const selectAccount = `SELECT ${columns} FROM "user" u WHERE u.id = $1`;
const selectByEmail = `SELECT ${columns} FROM "user" u WHERE u.email = $1`;
const selectSessions = `SELECT id, "createdAt", "updatedAt" AS "seenAt", "expiresAt", "ipAddress" AS address, "userAgent" AS browser
  FROM "session" WHERE "userId" = $1 AND "expiresAt" > now() ORDER BY "createdAt" DESC, id`;

type Database = pg.Pool | pg.ClientBase;

/** Those with this role, and with `q` in their name or email; null: any. */
export const readAccounts = async (
  pool: Database,
  { role, q, limit }: { role: Role | null; q: string | null; limit: number },
): Promise<AccountView[]> => (await pool.query<AccountView>(selectAccounts, [role, q, limit])).rows;
export const readAccount = async (pool: Database, id: string): Promise<AccountView | null> =>
  (await pool.query<AccountView>(selectAccount, [id])).rows[0] ?? null;
export const readAccountByEmail = async (pool: Database, email: string): Promise<AccountView | null> =>
  (await pool.query<AccountView>(selectByEmail, [email.trim().toLowerCase()])).rows[0] ?? null;
export const readSessions = async (pool: Database, accountId: string): Promise<SessionView[]> =>
  (await pool.query<SessionView>(selectSessions, [accountId])).rows;
