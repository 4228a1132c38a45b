import type pg from "pg";
import { inTransaction } from "#platform/database.ts";
import type { Accounts } from "../accounts.ts";
import type { PasswordChecks } from "../password/passwordChecks.ts";
import type { PasswordFault } from "../password/passwordRules.ts";
import { recordAccountChange } from "./accountChanges.ts";
import { ownerOfLink, useSignInLink } from "./signInLinks.ts";

type Chosen = { ok: true; email: string } | { ok: false; why: PasswordFault | "link" | "same" };

const selectPerson = `SELECT id, name, email FROM "user" WHERE id = $1`;
const chosen = `UPDATE "user" SET "passwordDue" = NULL, "updatedAt" = now() WHERE id = $1`;
const endOtherSessions = `DELETE FROM "session" WHERE "userId" = $1 AND id IS DISTINCT FROM $2`;

interface OwnPasswordNeeds {
  pool: pg.Pool;
  accounts: Pick<Accounts, "setPassword" | "isPassword">;
  checks: PasswordChecks;
}

/** People choose a password: with a sign-in link, or in place of the one that they have. */
export class OwnPassword {
  readonly #needs: OwnPasswordNeeds;

  constructor(needs: OwnPasswordNeeds) {
    this.#needs = needs;
  }

  /** With a link, which works once. `link`: it is wrong, was used or has expired. */
  async choose(token: string, password: string, address: string): Promise<Chosen> {
    const { pool, accounts, checks } = this.#needs;
    const owner = await ownerOfLink(pool, token);
    if (owner === null) return { ok: false, why: "link" };
    const fault = await checks.faultOf(password, owner);
    if (fault !== null) return { ok: false, why: fault };
    return inTransaction<Chosen>(pool, async (client) => {
      if (!(await useSignInLink(client, token))) return { ok: false, why: "link" };
      await accounts.setPassword(client, owner.id, password);
      await client.query(chosen, [owner.id]);
      const by = { id: owner.id, name: owner.name, address };
      await recordAccountChange(client, { by, what: "passwordChosen", account: owner });
      return { ok: true, email: owner.email };
    });
  }

  /** In place of the present one, which the caller has checked. Ends the other sessions of the account. */
  async change({ id, sessionId }: { id: string; sessionId: string }, password: string, address: string): Promise<Chosen> {
    const { pool, accounts, checks } = this.#needs;
    const person = (await pool.query<{ id: string; name: string; email: string }>(selectPerson, [id])).rows[0];
    if (person === undefined) throw new Error("a session has no account");
    const fault = (await accounts.isPassword(id, password)) ? "same" : await checks.faultOf(password, person);
    if (fault !== null) return { ok: false, why: fault };
    return inTransaction<Chosen>(pool, async (client) => {
      await accounts.setPassword(client, id, password);
      await client.query(chosen, [id]);
      await client.query(endOtherSessions, [id, sessionId]);
      await recordAccountChange(client, { by: { id, name: person.name, address }, what: "passwordChanged", account: person });
      return { ok: true, email: person.email };
    });
  }
}
