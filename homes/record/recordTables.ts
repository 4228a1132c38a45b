import type pg from "pg";
import type { z } from "zod";
import type { HomeId } from "#domain/ids.ts";
import { contactFields } from "#domain/record/contactFields.ts";
import { deviceFields } from "#domain/record/deviceFields.ts";
import { homeFields } from "#domain/record/homeFields.ts";
import { personFields } from "#domain/record/personFields.ts";

export const recordKinds = ["home", "person", "contact", "device"] as const;
export type RecordKind = (typeof recordKinds)[number];

/** The rows of one kind. Fields travel as one JSON object, in the names of the API. `$1`: the row's id, `$2`: the home's, `$3`: the fields. */
export interface RecordTable {
  fields: z.ZodObject;
  /** Locks the row. Gives `version` and `fields`. */
  select: string;
  update: string;
  /** Null where other calls make and remove such rows. `$1` is not used. Gives the new `id`. */
  insert: string | null;
  remove: string | null;
  /** What follows each of them, in the same transaction. `$3` is an empty object after a removal. */
  afterwards?: readonly string[];
}

/** The fields of a row, in the names of the API. Hours of a carer who has left count no more: that contact could not change them. */
export const fieldsOf: Readonly<Record<RecordKind, string>> = {
  home: `jsonb_build_object('reference', reference, 'name', name, 'address', address, 'postcode', postcode, 'what3words', what3words,
      'coordinates', coordinates, 'phone', phone, 'area', area, 'contract', contract, 'timezone', timezone, 'accessNotes', access_notes,
      'keySafe', key_safe)`,
  person: `details || jsonb_build_object('name', name, 'communication', communication, 'notes', notes)`,
  contact: `details || jsonb_build_object('place', place, 'name', name, 'relation', relation, 'phone', phone, 'keyholder', keyholder,
      'channels', (SELECT coalesce(jsonb_agg(jsonb_strip_nulls(jsonb_build_object('type', type, 'address', address, 'purposes', to_jsonb(purposes)))
                                             ORDER BY c.place), '[]') FROM contact_channel c WHERE contact_id = contact.id),
      'hours', (SELECT windows FROM contact_hours h WHERE contact_id = contact.id
                  AND (by_staff OR EXISTS (SELECT FROM carer WHERE carer.contact_id = contact.id AND left_at IS NULL))))`,
  device: `details || jsonb_build_object('name', name, 'kind', kind, 'alsoReports', also_reports, 'room', room, 'outside', outside,
      'expectedIntervalSeconds', expected_interval_seconds)`,
};

const home: RecordTable = {
  fields: homeFields,
  select: `SELECT version, ${fieldsOf.home} AS fields FROM home WHERE id = $1 AND id = $2 FOR NO KEY UPDATE`,
  update: `UPDATE home SET version = version + 1, reference = $3::jsonb ->> 'reference', name = $3::jsonb ->> 'name', address = $3::jsonb ->> 'address', postcode = $3::jsonb ->> 'postcode',
      what3words = $3::jsonb ->> 'what3words', coordinates = nullif($3::jsonb -> 'coordinates', 'null'), phone = $3::jsonb ->> 'phone',
      area = $3::jsonb ->> 'area', contract = $3::jsonb ->> 'contract', timezone = $3::jsonb ->> 'timezone',
      access_notes = $3::jsonb ->> 'accessNotes', key_safe = nullif($3::jsonb -> 'keySafe', 'null')
    WHERE id = $1 AND id = $2`,
  insert: null,
  remove: null,
};

const person: RecordTable = {
  fields: personFields,
  select: `SELECT version, ${fieldsOf.person} AS fields FROM person WHERE id = $1 AND home_id = $2 FOR UPDATE`,
  update: `UPDATE person SET version = version + 1, name = $3::jsonb ->> 'name', communication = $3::jsonb ->> 'communication',
      notes = $3::jsonb ->> 'notes', details = $3::jsonb - ARRAY['name', 'communication', 'notes']
    WHERE id = $1 AND home_id = $2`,
  insert: `INSERT INTO person (home_id, name, communication, notes, details)
    SELECT $2, $3::jsonb ->> 'name', $3::jsonb ->> 'communication', $3::jsonb ->> 'notes', $3::jsonb - ARRAY['name', 'communication', 'notes']
     WHERE $1::bigint IS NULL RETURNING id::text`,
  remove: `DELETE FROM person WHERE id = $1 AND home_id = $2`,
};

const deleteChannels = `DELETE FROM contact_channel WHERE contact_id = $1 AND $2::bigint IS NOT NULL AND $3::jsonb IS NOT NULL`;
const insertChannels = `INSERT INTO contact_channel (contact_id, place, type, address, purposes)
  SELECT $1, place, channel ->> 'type', channel ->> 'address', nullif(ARRAY(SELECT jsonb_array_elements_text(channel -> 'purposes')), '{}') FROM jsonb_array_elements($3::jsonb -> 'channels') WITH ORDINALITY AS given (channel, place)
   WHERE $2::bigint IS NOT NULL`;
/** Hours that a carer set are theirs until staff set others. */
const deleteHours = `DELETE FROM contact_hours WHERE contact_id = $1 AND $2::bigint IS NOT NULL AND coalesce($3::jsonb -> 'hours', 'null') = 'null'`;
const upsertHours = `INSERT INTO contact_hours (contact_id, windows, set_at, by_staff)
  SELECT $1, $3::jsonb -> 'hours', now(), true WHERE $2::bigint IS NOT NULL AND jsonb_typeof($3::jsonb -> 'hours') = 'array'
  ON CONFLICT (contact_id) DO UPDATE SET windows = excluded.windows, set_at = excluded.set_at, by_staff = true
    WHERE contact_hours.windows <> excluded.windows`;
/** The contacts of a home are 1, 2, 3 …; the one that changed is at the place that its fields name, and the others move. */
const orderContacts = `UPDATE contact SET place = ordered.place
  FROM (SELECT id, row_number() OVER (ORDER BY CASE WHEN id = $1 THEN wanted + CASE WHEN wanted > place THEN 0.5 ELSE -0.5 END ELSE place END) AS place
          FROM contact, coalesce(($3::jsonb ->> 'place')::int, 1000) AS given (wanted) WHERE home_id = $2) AS ordered
  WHERE contact.id = ordered.id AND contact.place <> ordered.place`;
const contactColumns = `ARRAY['place', 'name', 'relation', 'phone', 'keyholder', 'channels', 'hours']`;

const contact: RecordTable = {
  fields: contactFields,
  select: `SELECT version, ${fieldsOf.contact} AS fields FROM contact WHERE id = $1 AND home_id = $2 FOR UPDATE`,
  update: `UPDATE contact SET version = version + 1, name = $3::jsonb ->> 'name', relation = $3::jsonb ->> 'relation', phone = $3::jsonb ->> 'phone',
      keyholder = ($3::jsonb ->> 'keyholder')::boolean, details = $3::jsonb - ${contactColumns}
    WHERE id = $1 AND home_id = $2`,
  insert: `INSERT INTO contact (home_id, place, name, relation, phone, keyholder, details)
    SELECT $2, coalesce((SELECT max(place) FROM contact WHERE home_id = $2), 0) + 1, $3::jsonb ->> 'name', $3::jsonb ->> 'relation',
           $3::jsonb ->> 'phone', ($3::jsonb ->> 'keyholder')::boolean, $3::jsonb - ${contactColumns}
     WHERE $1::bigint IS NULL RETURNING id::text`,
  remove: `DELETE FROM contact WHERE id = $1 AND home_id = $2`,
  afterwards: [deleteChannels, insertChannels, deleteHours, upsertHours, orderContacts],
};

const deviceColumns = `ARRAY['name', 'kind', 'alsoReports', 'room', 'outside', 'expectedIntervalSeconds']`;

/** A device that is added here has no login yet: its secret is made when an installer asks for it (Registry.renewSecret). */
const device: RecordTable = {
  fields: deviceFields,
  select: `SELECT version, ${fieldsOf.device} AS fields FROM device WHERE id = $1 AND home_id = $2 AND ended_at IS NULL FOR UPDATE`,
  update: `UPDATE device SET version = version + 1, name = $3::jsonb ->> 'name', kind = $3::jsonb ->> 'kind', room = $3::jsonb ->> 'room',
      also_reports = ARRAY(SELECT jsonb_array_elements_text($3::jsonb -> 'alsoReports')), outside = ($3::jsonb ->> 'outside')::boolean,
      expected_interval_seconds = ($3::jsonb ->> 'expectedIntervalSeconds')::int, details = $3::jsonb - ${deviceColumns}
    WHERE id = $1 AND home_id = $2`,
  insert: `INSERT INTO device (id, home_id, name, kind, also_reports, room, outside, expected_interval_seconds, details, username, secret_hash, registered_at,
      registered_position)
    OVERRIDING SYSTEM VALUE
    SELECT made.id, $2, $3::jsonb ->> 'name', $3::jsonb ->> 'kind',
           ARRAY(SELECT jsonb_array_elements_text($3::jsonb -> 'alsoReports')), $3::jsonb ->> 'room', ($3::jsonb ->> 'outside')::boolean,
           ($3::jsonb ->> 'expectedIntervalSeconds')::int, $3::jsonb - ${deviceColumns}, 'device-' || made.id, '', now(),
           coalesce((SELECT max(position) FROM server_step), 0)
      FROM nextval(pg_get_serial_sequence('device', 'id')) AS made (id) WHERE $1::bigint IS NULL RETURNING id::text`,
  remove: `UPDATE device SET ended_at = now(), version = version + 1 WHERE id = $1 AND home_id = $2 AND ended_at IS NULL`,
};

export const recordTables: Record<RecordKind, RecordTable> = { home, person, contact, device };

/** Adds a row of the record. Gives its id. */
export async function insertRecord(client: pg.ClientBase, kind: RecordKind, homeId: HomeId, fields: object): Promise<string> {
  const { insert, afterwards = [] } = recordTables[kind];
  const { rows } = await client.query<{ id: string }>(insert ?? "", [null, homeId, JSON.stringify(fields)]);
  const id = rows[0]?.id ?? "";
  for (const text of afterwards) await client.query(text, [id, homeId, JSON.stringify(fields)]);
  return id;
}
