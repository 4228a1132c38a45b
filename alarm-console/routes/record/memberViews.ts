import type pg from "pg";
import { z } from "zod";
import type { HomeId } from "#domain/ids.ts";
import { contactFields, isCheckOverdue } from "#domain/record/contactFields.ts";
import { personFields } from "#domain/record/personFields.ts";
import { wallDate } from "#domain/time/wallClock.ts";
import { fieldsOf } from "#homes/record/recordTables.ts";
import { rfc3339OrNull } from "../../rfc3339.ts";

const row = { id: z.string(), version: z.number().int().describe("Grows with each change: see PATCH.") };

export const personView = z
  .object({
    ...row,
    ...personFields.shape,
    photoAt: z.iso.datetime().nullable().describe("When the photo was set: see GET /homes/{id}/people/{rowId}/photo. Null: none."),
  })
  .meta({ id: "Person" });
export const contactView = z
  .object({ ...row, ...contactFields.shape, checkOverdue: z.boolean().describe("Not checked for a year, or never.") })
  .meta({ id: "Contact" });

const selectPeople = `SELECT id::text, version, ${fieldsOf.person} AS fields, photo.set_at AS "photoAt"
  FROM person LEFT JOIN person_photo AS photo ON person_id = person.id WHERE home_id = $1 ORDER BY person.id`;
const selectContacts = `SELECT id::text, version, ${fieldsOf.contact} AS fields FROM contact WHERE home_id = $1 ORDER BY place`;

interface StoredRow {
  id: string;
  version: number;
  fields: unknown;
}

/** Fields that are not stored have their defaults. */
const anyPerson = z.object(personFields.shape);
const anyContact = z.object(contactFields.shape);

export async function readPersonViews(pool: pg.Pool, homeId: HomeId): Promise<z.infer<typeof personView>[]> {
  const { rows } = await pool.query<StoredRow & { photoAt: number | null }>(selectPeople, [homeId]);
  return rows.map(({ fields, photoAt, ...row }) => ({ ...row, ...anyPerson.parse(fields), photoAt: rfc3339OrNull(photoAt) }));
}

/** `now` in epoch ms. */
export async function readContactViews(pool: pg.Pool, homeId: HomeId, now: number): Promise<z.infer<typeof contactView>[]> {
  const { rows } = await pool.query<StoredRow>(selectContacts, [homeId]);
  const today = wallDate(now, "Etc/UTC");
  return rows.map(({ fields, ...row }) => {
    const contact = anyContact.parse(fields);
    return { ...row, ...contact, checkOverdue: isCheckOverdue(contact, today) };
  });
}
