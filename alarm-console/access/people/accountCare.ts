import { randomBytes } from "node:crypto";
import type pg from "pg";
import type { Role } from "#domain/role.ts";
import { inTransaction } from "#platform/database.ts";
import type { Accounts, NewAccount } from "../accounts.ts";
import { type AccountChangeKind, type ChangedBy, recordAccountChange } from "./accountChanges.ts";
import { type AccountView, readAccount, readAccountByEmail } from "./accountRows.ts";
import { linkValidMs, makeSignInLink, withdrawSignInLinks } from "./signInLinks.ts";

/** How a person gets in the first time: a link with which they choose a password, or a password that works once. */
export type FirstWay = "link" | "password";
export type FirstKey = { by: "link"; token: string } | { by: "password"; password: string };

export type CareFault = "unknown" | "lastAdministrator";
type Cared = { ok: true; account: AccountView } | { ok: false; why: CareFault };

const lockAdministrators = `SELECT id FROM "user" WHERE role = 'admin' AND "disabledAt" IS NULL ORDER BY id FOR UPDATE`;
const lockAccount = `SELECT id, name, role FROM "user" WHERE id = $1 FOR UPDATE`;
const setDisabled = `UPDATE "user" SET "disabledAt" = coalesce("disabledAt", now()), "updatedAt" = now() WHERE id = $1`;
const setEnabled = `UPDATE "user" SET "disabledAt" = NULL, "updatedAt" = now() WHERE id = $1`;
const setRole = `UPDATE "user" SET role = $2, "updatedAt" = now() WHERE id = $1`;
const setPasswordDue = `UPDATE "user" SET "passwordDue" = now() + $2 * interval '1 millisecond', "updatedAt" = now() WHERE id = $1`;
const clearPasswordDue = `UPDATE "user" SET "passwordDue" = NULL, "updatedAt" = now() WHERE id = $1`;
const dropPassword = `UPDATE "account" SET password = NULL, "updatedAt" = now() WHERE "userId" = $1 AND "providerId" = 'credential'`;
const dropPasskeys = `DELETE FROM passkey WHERE user_id = $1`;
const endAllSessions = `DELETE FROM "session" WHERE "userId" = $1`;
const endOneSession = `DELETE FROM "session" WHERE "userId" = $1 AND id = $2`;
/** Pushes name homes and people: a phone gets none after its session. */
const retirePhones = `UPDATE phone SET retired_at = now(), retired_why = 'signedOut'
  WHERE account_id = $1 AND retired_at IS NULL AND ($2::text IS NULL OR session_id = $2)`;

interface CareNeeds {
  pool: pg.Pool;
  accounts: Pick<Accounts, "create" | "setPassword">;
  /** Is called after sessions have ended. */
  sessionsEnded?: (accountId: string) => Promise<void>;
}

/**
 * What administrators do with accounts. Each change is recorded in its transaction.
 *
 * Example: Kim leaves at noon. `disable` ends her sessions; the next check of live sockets, within 20 seconds, closes her desk, and the next look at
 * holders, within 30, puts her case back into the queue, where it rings.
 */
export class AccountCare {
  readonly #needs: CareNeeds;

  constructor(needs: CareNeeds) {
    this.#needs = needs;
  }

  async create(
    { firstWay, ...person }: Omit<NewAccount, "password"> & { firstWay: FirstWay },
    by: ChangedBy,
  ): Promise<{ ok: true; account: AccountView; key: FirstKey } | Extract<Awaited<ReturnType<Accounts["create"]>>, { ok: false }>> {
    // Without a password no one can sign in before the key exists.
    const made = await this.#needs.accounts.create({ ...person, password: null });
    if (!made.ok) return made;
    return inTransaction(this.#needs.pool, async (client) => {
      const key = await this.#giveKey(client, made.id, firstWay);
      await recordAccountChange(client, {
        by,
        what: "created",
        account: { id: made.id, name: person.name },
        details: { role: person.role, firstWay },
      });
      return { ok: true, account: (await readAccount(client, made.id)) as AccountView, key };
    });
  }

  async isTaken(email: string): Promise<boolean> {
    return (await readAccountByEmail(this.#needs.pool, email)) !== null;
  }

  /** With a password that the caller has checked. */
  async createWithPassword(account: NewAccount, by: ChangedBy): ReturnType<Accounts["create"]> {
    const made = await this.#needs.accounts.create(account);
    if (!made.ok) return made;
    const { name, role } = account;
    await inTransaction(this.#needs.pool, (client) =>
      recordAccountChange(client, { by, what: "created", account: { id: made.id, name }, details: { role, firstWay: "ownPassword" } }),
    );
    return made;
  }

  changeRole(id: string, role: Role, by: ChangedBy): Promise<Cared> {
    return this.#change(id, by, { what: "roleChanged", losesAdministrator: role !== "admin" }, async (client, former) => {
      await client.query(setRole, [id, role]);
      return { from: former, to: role };
    });
  }

  disable(id: string, by: ChangedBy): Promise<Cared> {
    return this.#change(id, by, { what: "disabled", losesAdministrator: true }, async (client) => {
      await client.query(setDisabled, [id]);
      await withdrawSignInLinks(client, id);
      return {};
    });
  }

  /** The account works again, with the password that it had. */
  enable(id: string, by: ChangedBy): Promise<Cared> {
    return this.#change(id, by, { what: "enabled", losesAdministrator: false }, async (client) => {
      await client.query(setEnabled, [id]);
      return {};
    });
  }

  /** The password and the passkeys of the account end; it gets a new first key. */
  async reset(
    id: string,
    firstWay: FirstWay,
    by: ChangedBy,
  ): Promise<{ ok: true; account: AccountView; key: FirstKey } | { ok: false; why: CareFault }> {
    let key: FirstKey | null = null;
    const done = await this.#change(id, by, { what: "reset", losesAdministrator: false }, async (client) => {
      await client.query(dropPasskeys, [id]);
      await client.query(dropPassword, [id]);
      key = await this.#giveKey(client, id, firstWay);
      return { firstWay };
    });
    return done.ok ? { ...done, key: key as unknown as FirstKey } : done;
  }

  /** Ends one session of the account, or all. */
  endSessions(id: string, sessionId: string | null, by: ChangedBy): Promise<Cared> {
    const details = async () => ({ sessions: sessionId === null ? "all" : "one" });
    return this.#change(id, by, { what: "sessionsEnded", losesAdministrator: false, sessionId }, details);
  }

  async #change(
    id: string,
    by: ChangedBy,
    { what, losesAdministrator, sessionId = null }: { what: AccountChangeKind; losesAdministrator: boolean; sessionId?: string | null },
    write: (client: pg.ClientBase, role: Role) => Promise<Record<string, string>>,
  ): Promise<Cared> {
    const done = await inTransaction<Cared>(this.#needs.pool, async (client) => {
      // Two administrators who disable each other follow each other: the second is refused.
      const { rows: administrators } = await client.query<{ id: string }>(lockAdministrators);
      const account = (await client.query<{ id: string; name: string; role: Role }>(lockAccount, [id])).rows[0];
      if (account === undefined) return { ok: false, why: "unknown" };
      if (losesAdministrator && administrators.length === 1 && administrators[0]?.id === id) return { ok: false, why: "lastAdministrator" };
      const details = await write(client, account.role);
      await (sessionId === null ? client.query(endAllSessions, [id]) : client.query(endOneSession, [id, sessionId]));
      await client.query(retirePhones, [id, sessionId]);
      await recordAccountChange(client, { by, what, account, details });
      return { ok: true, account: (await readAccount(client, id)) as AccountView };
    });
    if (done.ok) await this.#needs.sessionsEnded?.(id);
    return done;
  }

  async #giveKey(client: pg.ClientBase, id: string, firstWay: FirstWay): Promise<FirstKey> {
    if (firstWay === "link") {
      await client.query(clearPasswordDue, [id]);
      return { by: "link", token: await makeSignInLink(client, id) };
    }
    const password = oneTimePassword();
    await withdrawSignInLinks(client, id);
    await this.#needs.accounts.setPassword(client, id, password);
    await client.query(setPasswordDue, [id, linkValidMs]);
    return { by: "password", password };
  }
}

/** 96 random bits, which one can read out. */
export const oneTimePassword = (): string => randomBytes(12).toString("base64url");
