import type pg from "pg";
import type { Author } from "#domain/alarm.ts";
import type { CarerSees } from "#domain/carers/carerSees.ts";
import { asHomeId, type HomeId } from "#domain/ids.ts";
import type { ContactChannel } from "#domain/record/contactFields.ts";
import { inTransaction } from "#platform/database.ts";

/** A home for which an account cares, and as which contact. */
export interface Care {
  carerId: string;
  homeId: HomeId;
  homeName: string;
  contact: Author;
  sees: CarerSees;
  agreedBy: string;
}

/** Times in epoch ms. */
export interface Invitation extends Omit<Care, "carerId"> {
  id: string;
  expiresAt: number;
}

type Joined<Refused> =
  | { ok: true; invitation: Invitation }
  | { ok: false; why: InvitationFault }
  | { ok: false; why: "account"; refused: Refused };

export type InvitationFault = "unknown" | "used" | "expired" | "withdrawn";

/** What staff see of a contact as a carer. */
export interface CarerOfContact {
  contactId: string;
  name: string;
  relation: string;
  channels: ContactChannel[];
  carer: { name: string; sees: CarerSees; agreedBy: string; joinedAt: number } | null;
  /** An invitation that has not been used. */
  invitedUntil: number | null;
}

/** An invitation is valid for a week: long enough for a holiday, short enough for a telephone that was lost. */
export const invitationValidMs = 7 * 86_400_000;

const ms = (place: number): string => `to_timestamp($${place}::float8 / 1000)`;

const selectContact = `SELECT id::text FROM contact WHERE id = $1 AND home_id = $2 FOR UPDATE`;
const withdrawOlder = `UPDATE carer_invitation SET withdrawn_at = ${ms(2)} WHERE contact_id = $1 AND used_at IS NULL AND withdrawn_at IS NULL`;
const insertInvitation = `INSERT INTO carer_invitation (contact_id, sees, agreed_by, by_id, by_name, made_at, expires_at)
  VALUES ($1, $2, $3, $4, $5, ${ms(6)}, ${ms(7)}) RETURNING id::text`;
const selectInvitation = `SELECT i.id::text, k.home_id::text AS "homeId", h.name AS "homeName", jsonb_build_object('id', k.id::text, 'name', k.name) AS contact,
    i.sees, i.agreed_by AS "agreedBy", i.expires_at AS "expiresAt", i.used_at AS "usedAt", coalesce(i.withdrawn_at, CASE WHEN h.mode = 'ended' THEN i.made_at END) AS "withdrawnAt"
  FROM carer_invitation i JOIN contact k ON k.id = i.contact_id JOIN home h ON h.id = k.home_id WHERE i.id = $1`;
const useInvitation = `UPDATE carer_invitation SET used_at = ${ms(2)} WHERE id = $1`;
const endOf = `UPDATE carer SET left_at = ${ms(2)}, left_why = $3 WHERE contact_id = $1 AND left_at IS NULL RETURNING account_id AS "accountId"`;
const insertCarer = `INSERT INTO carer (contact_id, account_id, sees, agreed_by, joined_at) VALUES ($1, $2, $3, $4, ${ms(5)})`;
const selectCares = `SELECT carer.id::text AS "carerId", k.home_id::text AS "homeId", h.name AS "homeName",
    jsonb_build_object('id', k.id::text, 'name', k.name) AS contact, sees, agreed_by AS "agreedBy"
  FROM carer JOIN contact k ON k.id = carer.contact_id JOIN home h ON h.id = k.home_id
  WHERE account_id = $1 AND left_at IS NULL AND h.mode <> 'ended' ORDER BY carer.id`;
const selectOfHome = `SELECT k.id::text AS "contactId", k.name, k.relation,
    (SELECT coalesce(jsonb_agg(jsonb_build_object('type', type, 'address', address) ORDER BY place), '[]')
       FROM contact_channel WHERE contact_id = k.id) AS channels,
    (SELECT jsonb_build_object('name', u.name, 'sees', carer.sees, 'agreedBy', agreed_by, 'joinedAt', (extract(epoch FROM joined_at) * 1000)::float8)
       FROM carer JOIN "user" u ON u.id = account_id WHERE contact_id = k.id AND left_at IS NULL) AS carer,
    (SELECT max(expires_at) FROM carer_invitation
      WHERE contact_id = k.id AND used_at IS NULL AND withdrawn_at IS NULL AND expires_at > ${ms(2)}) AS "invitedUntil"
  FROM contact k WHERE k.home_id = $1 ORDER BY k.place`;

type InvitationRow = Invitation & { usedAt: number | null; withdrawnAt: number | null };

/**
 * Carers of homes: contacts who were invited, and have an account.
 *
 * Example: an operator invites Jonas, son of Edith, who agreed that he sees alarms and nights. He opens the link, chooses a password, and cares for
 * Edith's home from then on. A second person who opens the same link is refused: `used`.
 */
export class Carers {
  readonly #pool: pg.Pool;
  readonly #now: () => number;
  readonly #changed: () => Promise<void>;

  /** `changed` is called when a contact has become a carer, or is none any more. */
  constructor({ pool, now, changed = async () => {} }: { pool: pg.Pool; now: () => number; changed?: () => Promise<void> }) {
    this.#pool = pool;
    this.#now = now;
    this.#changed = changed;
  }

  /**
   * Invites a contact, and withdraws an earlier invitation that was not used. `beside` runs in the same transaction, for the message that carries
   * the link. Null: the home has no such contact.
   */
  async invite(
    { homeId, contactId, sees, agreedBy, by }: { homeId: HomeId; contactId: string; sees: CarerSees; agreedBy: string; by: Author },
    beside: (client: pg.ClientBase, invitationId: string) => Promise<void> = async () => {},
  ): Promise<{ id: string; expiresAt: number } | null> {
    return inTransaction(this.#pool, async (client) => {
      if ((await client.query(selectContact, [contactId, homeId])).rowCount === 0) return null;
      const now = this.#now();
      const expiresAt = now + invitationValidMs;
      await client.query(withdrawOlder, [contactId, now]);
      const { rows } = await client.query<{ id: string }>(insertInvitation, [contactId, sees, agreedBy, by.id, by.name, now, expiresAt]);
      const id = rows[0]?.id ?? "";
      await beside(client, id);
      return { id, expiresAt };
    });
  }

  /** What the invitation offers, or why it cannot be used. */
  async invitation(id: string): Promise<{ ok: true; invitation: Invitation } | { ok: false; why: InvitationFault }> {
    return this.#read(this.#pool, id);
  }

  /**
   * Makes the invited contact a carer. `accountOf` gives the account, or null where it could not be made: then nothing has changed. Two people with
   * one link follow each other: the second is refused.
   */
  async join<Refused>(
    id: string,
    accountOf: (invitation: Invitation) => Promise<{ accountId: string } | { refused: Refused }>,
  ): Promise<Joined<Refused>> {
    const joined = await inTransaction<Joined<Refused>>(this.#pool, async (client) => {
      await client.query("SELECT FROM carer_invitation WHERE id = $1 FOR UPDATE", [id]);
      const read = await this.#read(client, id);
      if (!read.ok) return read;
      const { contact, sees, agreedBy } = read.invitation;
      const account = await accountOf(read.invitation);
      if ("refused" in account) return { ok: false, why: "account", refused: account.refused };
      const now = this.#now();
      await client.query(endOf, [contact.id, now, "Another account was invited for this contact"]);
      await client.query(insertCarer, [contact.id, account.accountId, sees, agreedBy, now]);
      await client.query(useInvitation, [id, now]);
      return { ok: true, invitation: read.invitation };
    });
    if (joined.ok) await this.#changed();
    return joined;
  }

  async #read(
    client: pg.ClientBase | pg.Pool,
    id: string,
  ): Promise<{ ok: true; invitation: Invitation } | { ok: false; why: InvitationFault }> {
    const row = (await client.query<InvitationRow>(selectInvitation, [id])).rows[0];
    if (row === undefined) return { ok: false, why: "unknown" };
    const { usedAt, withdrawnAt, ...invitation } = row;
    if (usedAt !== null) return { ok: false, why: "used" };
    if (withdrawnAt !== null) return { ok: false, why: "withdrawn" };
    if (invitation.expiresAt <= this.#now()) return { ok: false, why: "expired" };
    return { ok: true, invitation: { ...invitation, homeId: asHomeId(invitation.homeId) } };
  }

  /** The homes for which an account cares. Of a home whose service has ended a carer sees nothing, until it is undone. */
  async caresOf(accountId: string): Promise<Care[]> {
    const { rows } = await this.#pool.query<Care>(selectCares, [accountId]);
    return rows.map((row) => ({ ...row, homeId: asHomeId(row.homeId) }));
  }

  /** One of them, or null. */
  async careOf(accountId: string, homeId: HomeId): Promise<Care | null> {
    return (await this.caresOf(accountId)).find((care) => care.homeId === homeId) ?? null;
  }

  /** Each contact of a home: whether they are a carer, or invited. */
  async ofHome(homeId: HomeId): Promise<CarerOfContact[]> {
    return (await this.#pool.query<CarerOfContact>(selectOfHome, [homeId, this.#now()])).rows;
  }

  /** The contact is no carer any more, and an open invitation is withdrawn. False: there was neither. */
  async remove(contactId: string, why: string): Promise<boolean> {
    const isRemoved = await inTransaction(this.#pool, async (client) => {
      const now = this.#now();
      const ended = await client.query(endOf, [contactId, now, why]);
      const withdrawn = await client.query(withdrawOlder, [contactId, now]);
      return (ended.rowCount ?? 0) + (withdrawn.rowCount ?? 0) > 0;
    });
    if (isRemoved) await this.#changed();
    return isRemoved;
  }
}
