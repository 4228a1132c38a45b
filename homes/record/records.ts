import type pg from "pg";
import type { Author } from "#domain/alarm.ts";
import type { HomeMode } from "#domain/home.ts";
import type { HomeId } from "#domain/ids.ts";
import { type HomeFields, secretHomeFields } from "#domain/record/homeFields.ts";
import { mergePatch } from "#domain/record/mergePatch.ts";
import type { Registry } from "../registry.ts";
import { appliedRow, type ChangeKey, noteApplied } from "./appliedChange.ts";
import { insertRecord, type RecordKind, recordTables } from "./recordTables.ts";
import { type TakenValue, takenValue } from "./takenValue.ts";

type Fields = Record<string, unknown>;
export interface FieldFault {
  path: string;
  message: string;
}

/** One row of the record. */
export interface RecordRow {
  id: string;
  version: number;
  fields: Fields;
}

export type RecordAnswer =
  | { ok: true; row: RecordRow }
  | { ok: false; why: "unknown" }
  /** Another person changed it since the version that the caller saw. */
  | { ok: false; why: "stale"; version: number }
  | { ok: false; why: "invalid"; faults: readonly FieldFault[] }
  | TakenValue;

/** A change of the record, for its history. Times in epoch ms. */
export interface RecordChange {
  id: string;
  kind: RecordKind;
  recordId: string;
  before: Fields | null;
  after: Fields | null;
  by: Author;
  at: number;
}

export interface RecordNeeds {
  pool: pg.Pool;
  registry: Registry;
  /** Epoch ms. */
  now: () => number;
}

/** Which row, as the caller saw it, and who changes it. */
export interface RowToChange {
  kind: RecordKind;
  homeId: HomeId;
  id: string;
  /** The version that the caller saw. */
  seen: number;
  by: Author;
  /** The name that a phone gave this change; left out: it has none. */
  key?: ChangeKey | null;
  /** Runs in the same transaction once the row is written, or was found to be as wanted. */
  also?: (client: pg.ClientBase) => Promise<unknown>;
}

/**
 * What the fields mean in this home: in the form in which they are stored, such as a telephone number with its country, and the faults beside
 * those of their schema. Runs in the transaction.
 */
export type PrepareFields = (fields: Fields, client: pg.ClientBase) => Promise<PreparedFields> | PreparedFields;
export interface PreparedFields {
  fields: Fields;
  faults: readonly FieldFault[];
}
const asGiven: PrepareFields = (fields) => ({ fields, faults: [] });

const insertChange = `INSERT INTO record_change (home_id, kind, record_id, before, after, by_id, by_name, at)
  VALUES ($1, $2, $3, $4, $5, $6, $7, to_timestamp($8::float8 / 1000))`;
const selectChanges = `SELECT id::text, kind, record_id::text AS "recordId", before, after, jsonb_build_object('id', by_id, 'name', by_name) AS by, at
  FROM record_change WHERE home_id = $1 AND ($2::bigint IS NULL OR id < $2) ORDER BY record_change.id DESC LIMIT $3`;

/**
 * The record of a home: its own fields, people, contacts and devices. Each change names the version that its author saw, keeps how it was before
 * and after, and is committed together with the rule states of the home, because rules read names, rooms and time zones.
 *
 * Example: two operators correct one contact. The first sends version 3 and gets version 4. The second, who saw 3 as well, is refused: `stale`.
 */
export class Records {
  readonly #needs: RecordNeeds;

  constructor(needs: RecordNeeds) {
    this.#needs = needs;
  }

  /** Changes the fields that the patch names (RFC 7396). A patch that changes nothing makes no version. */
  async change(row: RowToChange, patch: unknown, prepare: PrepareFields = asGiven): Promise<RecordAnswer> {
    const mode = this.#needs.registry.home(row.homeId)?.mode;
    return this.#orTaken(mode, patch, () => this.#change(row, patch, prepare));
  }

  async #change(row: RowToChange, patch: unknown, prepare: PrepareFields): Promise<RecordAnswer> {
    const answer = await this.#commit(row, async (client, before) => {
      const read = recordTables[row.kind].fields.safeParse(mergePatch(before.fields, patch));
      if (!read.success)
        return { ok: false, why: "invalid", faults: read.error.issues.map(({ path, message }) => ({ path: path.join("."), message })) };
      const { fields, faults } = await prepare(read.data as Fields, client);
      if (faults.length > 0) return { ok: false, why: "invalid", faults };
      if (JSON.stringify(sorted(fields)) === JSON.stringify(sorted(before.fields))) {
        await row.also?.(client);
        return { ok: true, row: before };
      }
      const { update, afterwards = [] } = recordTables[row.kind];
      for (const text of [update, ...afterwards]) await client.query(text, [row.id, row.homeId, JSON.stringify(fields)]);
      return { ok: true, row: await this.#written(client, row, before.fields) };
    });
    return this.#withAvailability(row.kind, answer);
  }

  /** Registers a home with all fields of its record, and with the basic plan. */
  async addHome(
    fields: HomeFields,
    mode: "live" | "test",
    by: Author,
    also?: RowToChange["also"],
  ): Promise<{ ok: true; id: HomeId } | TakenValue> {
    const home = {
      name: fields.name,
      address: fields.address,
      timezone: fields.timezone,
      phone: fields.phone,
      accessNotes: fields.accessNotes,
    };
    return this.#orTaken(mode, fields, async () => {
      const { id } = await this.#needs.registry.addHome({ ...home, mode, people: [], contacts: [] }, undefined, async (client, id) => {
        await client.query(recordTables.home.update, [id, id, JSON.stringify(fields)]);
        await this.#written(client, { kind: "home", homeId: id, id, by, ...(also && { also }) }, null);
      });
      return { ok: true, id };
    });
  }

  /** Adds a person, a contact, or a device that has no login yet. `fields` as their schema gives them. */
  async add(
    { kind, homeId, by, also, key = null }: Omit<RowToChange, "id" | "seen">,
    given: Fields,
    prepare: PrepareFields = asGiven,
  ): Promise<RecordAnswer> {
    const answer = await this.#needs.registry.changeRecord<RecordAnswer>(homeId, async (client) => {
      const applied = key === null ? null : await appliedRow(client, key);
      const known = applied === null ? null : await read(client, { kind, homeId, id: applied });
      if (known !== null) return { ok: true, row: known };
      const { fields, faults } = await prepare(given, client);
      if (faults.length > 0) return { ok: false, why: "invalid", faults };
      const id = await insertRecord(client, kind, homeId, fields);
      await noteApplied(client, key, homeId, id);
      return { ok: true, row: await this.#written(client, { kind, homeId, id, by, ...(also && { also }) }, null) };
    });
    return this.#withAvailability(kind, answer);
  }

  /** Removes a person or contact, or takes a device out of the home: its login ends, and its readings stay. */
  remove(row: RowToChange, prepare: PrepareFields = asGiven): Promise<RecordAnswer> {
    return this.#commit(row, async (client, before) => {
      const { faults } = await prepare(before.fields, client);
      if (faults.length > 0) return { ok: false, why: "invalid", faults };
      const { remove, afterwards = [] } = recordTables[row.kind];
      await client.query(remove ?? "", [row.id, row.homeId]);
      for (const text of afterwards) await client.query(text, [row.id, row.homeId, "{}"]);
      await this.#remember(client, row, before.fields, null);
      return { ok: true, row: before };
    });
  }

  /** Newest first, with ids below `before`. */
  async changes(homeId: HomeId, before: string | null, limit: number): Promise<RecordChange[]> {
    return (await this.#needs.pool.query<RecordChange>(selectChanges, [homeId, before, limit])).rows;
  }

  /** The check of a value that no two rows may have does not see what another transaction commits at the same moment; the database does. */
  async #orTaken<Answer>(mode: HomeMode | undefined, fields: unknown, write: () => Promise<Answer>): Promise<Answer | TakenValue> {
    try {
      return await write();
    } catch (error) {
      const taken = await takenValue(this.#needs.pool, error, (fields as Fields).reference, mode);
      if (taken === null) throw error;
      return taken;
    }
  }

  /** Escalation has the hours of contacts in memory. */
  async #withAvailability(kind: RecordKind, answer: RecordAnswer): Promise<RecordAnswer> {
    if (kind === "contact" && answer.ok) await this.#needs.registry.availability.changed(answer.row.id);
    return answer;
  }

  /** Writes a change that is none of the fields, such as the mode of a home, into the history. Inside the caller's transaction. */
  note(client: pg.ClientBase, of: Omit<RowToChange, "seen">, before: Fields, after: Fields): Promise<void> {
    return this.#remember(client, of, before, after);
  }

  #commit(row: RowToChange, work: (client: pg.ClientBase, before: RecordRow) => Promise<RecordAnswer>): Promise<RecordAnswer> {
    return this.#needs.registry.changeRecord(row.homeId, async (client) => {
      const before = await read(client, row);
      if (before === null) return { ok: false, why: "unknown" };
      const { key = null } = row;
      if (key !== null && (await appliedRow(client, key)) !== null) return { ok: true, row: before };
      if (before.version !== row.seen) return { ok: false, why: "stale", version: before.version };
      const answer = await work(client, before);
      if (answer.ok) await noteApplied(client, key, row.homeId, row.id);
      return answer;
    });
  }

  async #written(client: pg.ClientBase, row: Omit<RowToChange, "seen">, before: Fields | null): Promise<RecordRow> {
    const after = await read(client, row);
    if (after === null) throw new Error(`${row.kind} ${row.id} was written and cannot be read`);
    await this.#remember(client, row, before, after.fields);
    await row.also?.(client);
    return after;
  }

  async #remember(
    client: pg.ClientBase,
    { homeId, kind, id, by }: Omit<RowToChange, "seen">,
    before: Fields | null,
    after: Fields | null,
  ): Promise<void> {
    const [was, is] = withoutSecrets(kind, before, after);
    await client.query(insertChange, [homeId, kind, id, textOf(was), textOf(is), by.id, by.name, this.#needs.now()]);
  }
}

const textOf = (fields: Fields | null): string | null => (fields === null ? null : JSON.stringify(fields));

/** The row with its defaults filled in; null where the home has no such row. Locks it. */
async function read(client: pg.ClientBase, { kind, id, homeId }: Pick<RowToChange, "kind" | "id" | "homeId">): Promise<RecordRow | null> {
  const { select, fields } = recordTables[kind];
  const found = (await client.query<{ version: number; fields: Fields }>(select, [id, homeId])).rows[0];
  if (found === undefined) return null;
  const read = fields.safeParse(found.fields);
  return { id, version: found.version, fields: read.success ? (read.data as Fields) : found.fields };
}

/** The history says that access notes and the key safe were changed, and not how: its readers need not know a code. */
function withoutSecrets(kind: RecordKind, before: Fields | null, after: Fields | null): [Fields | null, Fields | null] {
  if (kind !== "home") return [before, after];
  const changed = secretHomeFields.filter((name) => JSON.stringify(before?.[name]) !== JSON.stringify(after?.[name]));
  const hidden = (fields: Fields | null, word: string): Fields | null => {
    if (fields === null) return null;
    const { accessNotes: _notes, keySafe: _safe, ...shown } = fields;
    return { ...shown, ...Object.fromEntries(changed.map((name) => [name, word])) };
  };
  return [hidden(before, "before"), hidden(after, "after")];
}

/** PostgreSQL does not keep the order of keys. */
const sorted = (fields: Fields): [string, unknown][] =>
  Object.entries(fields)
    .map(([name, value]): [string, unknown] => [name, isPlain(value) ? sorted(value) : value])
    .sort(([one], [other]) => one.localeCompare(other));

const isPlain = (value: unknown): value is Fields => typeof value === "object" && value !== null && !Array.isArray(value);
