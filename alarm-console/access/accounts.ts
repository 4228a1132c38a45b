import { randomUUID } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import { APIError } from "better-auth/api";
import { fromNodeHeaders } from "better-auth/node";
import pg from "pg";
import { z } from "zod";
import { type Role, role as roleSchema } from "#domain/role.ts";
import { type Auth, type AuthNeeds, createAuth, sessionCookie } from "./auth.ts";
import { LastKnown } from "./lastKnown.ts";
import { keepOpen } from "./sessions/openDesks.ts";
import { expiryOf, sessionLimit } from "./sessions/sessionLimits.ts";

/** Accounts of people. There is no sign-up: the service and its command line create accounts. */
export interface Accounts {
  create(o: NewAccount): Promise<{ ok: true; id: string } | { ok: false; why: "exists" | "email" | "passwordLength" }>;
  /** The person whose session these headers carry, or null. Throws where the database is away and this process has not seen the session before. */
  signedIn(headers: IncomingHttpHeaders): Promise<SignedIn | null>;
  /** Writes the password of an account, in the caller's transaction. The caller has checked it. */
  setPassword(client: pg.ClientBase, accountId: string, password: string): Promise<void>;
  isPassword(accountId: string, password: string): Promise<boolean>;
  /** The sessions of this account have ended: what this process knew of them counts no more, also while the database is away. */
  forget(accountId: string): void;
  /** Those of these sessions that are still valid, with the role of their account. */
  stillIn(sessionIds: readonly string[]): Promise<Map<string, Role>>;
  /** A desk with one of these sessions is open, which counts as use. */
  stayOpen(sessionIds: readonly string[]): Promise<void>;
  /** Answers everything under /api/auth. */
  handle(request: Request): Promise<Response>;
}

export interface NewAccount {
  email: string;
  name: string;
  role: Role;
  /** 12 to 128 characters. Null: the account has a passkey, or a link with which the person chooses a password. */
  password: string | null;
}

export interface SignedIn {
  sessionId: string;
  id: string;
  name: string;
  role: Role;
  /** Signed in with a one-time password, which must be changed first. */
  passwordDue: boolean;
}

const selectSessions = `SELECT s.id, u.role FROM "session" s JOIN "user" u ON u.id = s."userId" WHERE s.id = ANY($1) AND s."expiresAt" > now() AND u."disabledAt" IS NULL`;
const prolongSession = `UPDATE "session" SET "expiresAt" = to_timestamp($2::float8 / 1000), "updatedAt" = now() WHERE id = $1`;
const selectHash = `SELECT password FROM "account" WHERE "userId" = $1 AND "providerId" = 'credential'`;
const updateHash = `UPDATE "account" SET password = $2, "updatedAt" = now() WHERE "userId" = $1 AND "providerId" = 'credential'`;
const insertHash = `INSERT INTO "account" (id, "accountId", "providerId", "userId", password, "updatedAt") VALUES ($2, $1, 'credential', $1, $3, now())`;
const selectEmail = `SELECT 1 FROM "user" WHERE email = $1`;

export function createAccounts({ pool, secret, log, passkeys }: AuthNeeds): Accounts {
  const auth: Auth = createAuth({ pool, secret, log, passkeys });
  // The key is the signed cookie, which cannot be forged.
  const known = new LastKnown<SignedIn>({ trustMs: 0 });

  return {
    async create({ email: given, name, role, password }) {
      const email = given.trim().toLowerCase();
      const context = await auth.$context;
      const { minPasswordLength, maxPasswordLength } = context.password.config;
      if (!z.email().safeParse(email).success) return { ok: false, why: "email" };
      if ((await pool.query(selectEmail, [email])).rowCount === 1) return { ok: false, why: "exists" };
      if (password !== null && (password.length < minPasswordLength || password.length > maxPasswordLength))
        return { ok: false, why: "passwordLength" };
      const hash = password === null ? null : await context.password.hash(password);
      try {
        const user = await context.internalAdapter.createUser({ email, name, role, emailVerified: true }, { method: "service" });
        if (hash !== null)
          await context.internalAdapter.linkAccount({ userId: user.id, accountId: user.id, providerId: "credential", password: hash });
        return { ok: true, id: user.id };
      } catch (error) {
        // Another request created the account in the same moment.
        if (error instanceof pg.DatabaseError && error.code === "23505") return { ok: false, why: "exists" };
        throw error;
      }
    },

    async signedIn(headers) {
      const cookie = sessionCookie(headers.cookie);
      if (cookie === null) return null;
      return known.find(cookie, async () => {
        const found = await askSession(auth, headers);
        if (found === null || found.user.disabledAt) return null;
        const { session, user } = found;
        const role = roleSchema.parse(user.role);
        const until = expiryOf(role, { createdAt: session.createdAt.getTime(), now: Date.now() });
        const isProlonged = until - session.expiresAt.getTime() > sessionLimit(role).prolongAfterMs;
        if (isProlonged) await pool.query(prolongSession, [session.id, until]);
        const value = { sessionId: session.id, id: user.id, name: user.name, role, passwordDue: Boolean(user.passwordDue) };
        return { value, until: isProlonged ? until : session.expiresAt.getTime() };
      });
    },

    async setPassword(client, accountId, password) {
      const hash = await (await auth.$context).password.hash(password);
      if ((await client.query(updateHash, [accountId, hash])).rowCount === 0)
        await client.query(insertHash, [accountId, randomUUID(), hash]);
    },

    async isPassword(accountId, password) {
      const hash = (await pool.query<{ password: string | null }>(selectHash, [accountId])).rows[0]?.password ?? null;
      return hash !== null && (await auth.$context).password.verify({ hash, password });
    },

    forget: (accountId) => known.forget(({ id }) => id === accountId),

    async stillIn(sessionIds) {
      const { rows } = await pool.query<{ id: string; role: Role }>(selectSessions, [sessionIds]);
      return new Map(rows.map((row) => [row.id, row.role]));
    },

    stayOpen: (sessionIds) => keepOpen(pool, sessionIds),

    async handle(request) {
      const response = await auth.handler(request);
      const cookie = sessionCookie(request.headers.get("cookie") ?? undefined);
      if (request.url.endsWith("/sign-out")) known.forget((_who, key) => key === cookie);
      return response;
    },
  };
}

async function askSession(auth: Auth, headers: IncomingHttpHeaders) {
  try {
    return await auth.api.getSession({ headers: fromNodeHeaders(headers) });
  } catch (error) {
    // The library wraps the error of the database.
    throw error instanceof APIError && error.cause !== undefined ? error.cause : error;
  }
}
