import type pg from "pg";
import type { HomeMode } from "#domain/home.ts";
import { fieldsOf } from "../record/recordTables.ts";
import type { BulkKind } from "./columns.ts";

/** A row of the record as a file may name it. */
export interface KnownRow {
  id: string;
  homeId: string;
  version: number;
  fields: Record<string, unknown>;
}

export interface KnownHome extends KnownRow {
  mode: HomeMode;
  name: string;
  reference: string;
}

const homeColumns = `id::text, id::text AS "homeId", version, mode, name, reference, ${fieldsOf.home} AS fields`;
const selectNamedHomes = `SELECT ${homeColumns} FROM home
  WHERE NOT canary AND (id::text = ANY ($1) OR (reference <> '' AND reference = ANY ($2))) ORDER BY home.id`;
const selectHomePage = `SELECT ${homeColumns} FROM home
  WHERE NOT canary AND mode <> 'ended' AND ($1::bigint IS NULL OR home.id > $1) ORDER BY home.id LIMIT $2`;
const members = {
  people: `SELECT id::text, home_id::text AS "homeId", version, ${fieldsOf.person} AS fields FROM person
    WHERE home_id = ANY ($1::bigint[]) ORDER BY home_id, person.id`,
  contacts: `SELECT id::text, home_id::text AS "homeId", version, ${fieldsOf.contact} AS fields FROM contact
    WHERE home_id = ANY ($1::bigint[]) ORDER BY home_id, place`,
  devices: `SELECT id::text, home_id::text AS "homeId", version, ${fieldsOf.device} AS fields FROM device
    WHERE home_id = ANY ($1::bigint[]) AND ended_at IS NULL ORDER BY home_id, device.id`,
} as const;

/** The homes with these ids or references. */
export async function namedHomes(
  client: pg.ClientBase | pg.Pool,
  ids: readonly string[],
  references: readonly string[],
): Promise<KnownHome[]> {
  return (await client.query<KnownHome>(selectNamedHomes, [ids, references])).rows;
}

/** The next homes after this id, in the order of ids; without those whose service has ended. */
export const homesAfter = async (client: pg.ClientBase | pg.Pool, id: string | null, limit: number): Promise<KnownHome[]> =>
  (await client.query<KnownHome>(selectHomePage, [id, limit])).rows;

/** The people, contacts or devices of these homes. */
export async function membersOf(
  client: pg.ClientBase | pg.Pool,
  kind: Exclude<BulkKind, "homes">,
  homeIds: readonly string[],
): Promise<KnownRow[]> {
  return (await client.query<KnownRow>(members[kind], [homeIds])).rows;
}
