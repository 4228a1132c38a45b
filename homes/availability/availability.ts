import type pg from "pg";
import {
  type Availability as Available,
  alwaysAvailable,
  type CallableHours,
  callableHours,
  notAvailableUntil,
  untilText,
} from "#domain/carers/availability.ts";
import { inTransaction } from "#platform/database.ts";
import type { Log } from "#platform/log.ts";
import type { NotifiableContact } from "../homeRows.ts";

/** A contact as escalation sees them at one moment. */
export interface MarkedContact extends NotifiableContact {
  /** May not be called: until when in epoch ms, and in words. */
  notAvailable?: { until: number; text: string };
  /** The places of those who are called instead. */
  substitutes?: number[];
}

interface Known extends Available {
  /** While the contingency plan runs: the contacts who are called instead. */
  substitutes: readonly string[];
}

const ms = (place: number): string => `to_timestamp($${place}::float8 / 1000)`;

/** What a carer said while they left, or the service was killed: no one could change it any more, so it holds back no call. */
const ofCarer = (table: string): string => `EXISTS (SELECT FROM carer WHERE carer.contact_id = ${table}.contact_id AND left_at IS NULL)`;
const selectHours = `SELECT contact_id::text AS id, windows FROM contact_hours
  WHERE ($1::bigint IS NULL OR contact_id = $1) AND (by_staff OR ${ofCarer("contact_hours")})`;
const selectPauses = `SELECT contact_id::text AS id, max(until_at) AS until FROM contact_pause
  WHERE ${ofCarer("contact_pause")} AND ended_at IS NULL AND until_at > ${ms(2)} AND ($1::bigint IS NULL OR contact_id = $1) GROUP BY contact_id`;
const selectContingencies = `SELECT c.contact_id::text AS id, c.ends_at AS until, p.substitutes::text[] AS substitutes
  FROM contingency c JOIN contingency_plan p ON p.id = c.plan_id WHERE c.ended_at IS NULL AND ($1::bigint IS NULL OR c.contact_id = $1)`;
const lockContact = `SELECT FROM contact WHERE id = $1 FOR NO KEY UPDATE`;
const upsertHours = `INSERT INTO contact_hours (contact_id, windows, set_at) VALUES ($1, $2, ${ms(3)})
  ON CONFLICT (contact_id) DO UPDATE SET windows = excluded.windows, set_at = excluded.set_at, by_staff = false`;
const deleteHours = `DELETE FROM contact_hours WHERE contact_id = $1`;
const deleteOwnHours = `DELETE FROM contact_hours WHERE contact_id = $1 AND NOT by_staff`;
/** Hours are part of the record: staff who saw the former ones must not overwrite these. */
const newVersion = `UPDATE contact SET version = version + 1 WHERE id = $1`;
const endPause = `UPDATE contact_pause SET ended_at = ${ms(2)}, ended_why = $3
  WHERE contact_id = $1 AND ended_at IS NULL AND until_at > ${ms(2)}`;
const insertPause = `INSERT INTO contact_pause (contact_id, from_at, until_at) VALUES ($1, ${ms(2)}, ${ms(3)})`;

/**
 * When contacts may be called: their hours, their pauses, and contingency plans that run. Written to the database and held in memory, so that an
 * alarm is raised while no one can ask the database. The memory follows after COMMIT, one change after the other.
 *
 * What the memory does not know holds back no call: a contact who is called needlessly is better than one who is not called.
 */
export class Availability {
  readonly #pool: pg.Pool;
  readonly #now: () => number;
  readonly #log: Pick<Log, "error">;
  #known = new Map<string, Known>();
  /** Contacts of whom a change may be committed that the memory does not have: the database was lost at COMMIT. */
  readonly #doubtful = new Set<string>();
  #turn: Promise<unknown> = Promise.resolve();

  constructor({ pool, now, log }: { pool: pg.Pool; now: () => number; log: Pick<Log, "error"> }) {
    this.#pool = pool;
    this.#now = now;
    this.#log = log;
  }

  /** Reads everything from the database. */
  load(): Promise<void> {
    return this.#inTurn(async () => {
      this.#known = await this.#read(null);
      this.#doubtful.clear();
    });
  }

  of(contactId: string): Available {
    return this.#known.get(contactId) ?? alwaysAvailable;
  }

  /** The contacts of a home, with who may not be called at `at` (epoch ms) and who is called instead. */
  mark(contacts: readonly NotifiableContact[], at: number, timezone: string): readonly MarkedContact[] {
    if (!contacts.some(({ id }) => this.#known.has(id))) return contacts;
    return contacts.map((contact): MarkedContact => {
      const known = this.#known.get(contact.id);
      const until = known === undefined ? null : notAvailableUntil(known, at, timezone);
      if (known === undefined || until === null) return contact;
      const runs = known.contingencyUntil !== null && known.contingencyUntil > at;
      const places = known.substitutes.flatMap((id) => contacts.filter((one) => one.id === id).map(({ place }) => place));
      const notAvailable = { until, text: untilText(until, at, timezone) };
      return { ...contact, notAvailable, ...(runs && places.length > 0 ? { substitutes: places } : {}) };
    });
  }

  /** Null: always. */
  setHours(contactId: string, hours: CallableHours | null): Promise<void> {
    return this.#change(contactId, async (client) => {
      if (hours === null) await client.query(deleteHours, [contactId]);
      else await client.query(upsertHours, [contactId, JSON.stringify(hours), this.#now()]);
      await client.query(newVersion, [contactId]);
    });
  }

  /** From now until `until`, in epoch ms. It replaces a pause that lasts. */
  pause(contactId: string, until: number): Promise<void> {
    return this.#change(contactId, async (client) => {
      const now = this.#now();
      await client.query(endPause, [contactId, now, "Another pause was set"]);
      await client.query(insertPause, [contactId, now, until]);
    });
  }

  /** Where none lasts, nothing changes. */
  endPause(contactId: string, why: string): Promise<void> {
    return this.#change(contactId, async (client) => void (await client.query(endPause, [contactId, this.#now(), why])));
  }

  /** The contact is no carer any more, and could not change this themselves: they are called at any hour, or as staff have set. */
  clear(contactId: string, why: string): Promise<void> {
    return this.#change(contactId, async (client) => {
      await client.query(deleteOwnHours, [contactId]);
      await client.query(endPause, [contactId, this.#now(), why]);
    });
  }

  /** Reads a contact again: a contingency plan was started or ended, or staff corrected the contact. */
  changed(contactId: string): Promise<void> {
    return this.#inTurn(() => this.#refresh(contactId));
  }

  /** Reads again what a lost COMMIT left in doubt. */
  async settleDoubts(): Promise<void> {
    for (const contactId of [...this.#doubtful]) await this.changed(contactId);
  }

  #change(contactId: string, write: (client: pg.ClientBase) => Promise<void>): Promise<void> {
    return this.#inTurn(async () => {
      this.#doubtful.add(contactId);
      await inTransaction(this.#pool, async (client) => {
        await client.query(lockContact, [contactId]);
        await write(client);
      });
      await this.#refresh(contactId);
    });
  }

  async #refresh(contactId: string): Promise<void> {
    this.#doubtful.add(contactId);
    const known = (await this.#read(contactId)).get(contactId);
    if (known === undefined) this.#known.delete(contactId);
    else this.#known.set(contactId, known);
    this.#doubtful.delete(contactId);
  }

  async #read(contactId: string | null): Promise<Map<string, Known>> {
    const known = new Map<string, Known>();
    const add = (id: string, more: Partial<Known>): void => {
      known.set(id, { ...alwaysAvailable, substitutes: [], ...known.get(id), ...more });
    };
    const hours = await this.#pool.query<{ id: string; windows: unknown }>(selectHours, [contactId]);
    for (const { id, windows } of hours.rows) add(id, { hours: this.#hoursOf(id, windows) });
    const pauses = await this.#pool.query<{ id: string; until: number }>(selectPauses, [contactId, this.#now()]);
    for (const { id, until } of pauses.rows) add(id, { pausedUntil: until });
    const running = await this.#pool.query<{ id: string; until: number; substitutes: string[] }>(selectContingencies, [contactId]);
    for (const { id, until, substitutes } of running.rows) add(id, { contingencyUntil: until, substitutes });
    return known;
  }

  #hoursOf(contactId: string, windows: unknown): CallableHours | null {
    const read = callableHours.safeParse(windows);
    if (read.success) return read.data;
    this.#log.error({ err: read.error, contactId }, "the stored hours of a contact cannot be read; the contact is called at any hour");
    return null;
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#turn.then(work);
    this.#turn = done.catch(() => {});
    return done;
  }
}
