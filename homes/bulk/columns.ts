import type { z } from "zod";
import { contactFields } from "#domain/record/contactFields.ts";
import { deviceFields } from "#domain/record/deviceFields.ts";
import { homeFields } from "#domain/record/homeFields.ts";
import { personFields } from "#domain/record/personFields.ts";
import type { RecordKind } from "../record/recordTables.ts";
import { type CellFormat, flag, list, number, optionalText, text, words } from "./cells.ts";

/** The four kinds of file. */
export const bulkKinds = ["homes", "people", "contacts", "devices"] as const;
export type BulkKind = (typeof bulkKinds)[number];

/** A column of a file and the field of the record that it has. */
export interface Column {
  name: string;
  /** As in a merge patch; "coordinates.latitude" is a part of a field. */
  field: string;
  format: CellFormat;
  /** Only exports that say why they need it have it: access notes, key safes, NHS numbers. */
  secret?: true;
  /** An empty cell changes nothing. */
  keepsWhenEmpty?: true;
}

export interface FileKind {
  kind: RecordKind;
  /** For a person who reads a fault. */
  noun: string;
  /** The schema of the record; what a new row may leave out has its default. */
  fields: z.ZodObject;
  columns: readonly Column[];
}

const column = (name: string, format: CellFormat, more: Partial<Column> = {}): Column => ({ name, field: name, format, ...more });
const texts = (...names: string[]): Column[] => names.map((name) => column(name, text));

const homes: FileKind = {
  kind: "home",
  noun: "home",
  fields: homeFields,
  columns: [
    ...texts("reference", "name", "address", "postcode", "what3words"),
    column("latitude", number, { field: "coordinates.latitude" }),
    column("longitude", number, { field: "coordinates.longitude" }),
    ...texts("phone", "area", "contract"),
    column("timezone", text, { keepsWhenEmpty: true }),
    column("accessNotes", text, { secret: true }),
    column("keySafeLocation", optionalText, { field: "keySafe.location", secret: true }),
    column("keySafeCode", optionalText, { field: "keySafe.code", secret: true }),
  ],
};

const people: FileKind = {
  kind: "person",
  noun: "person",
  fields: personFields,
  columns: [
    ...texts("name", "preferredName"),
    column("dateOfBirth", optionalText),
    ...texts("language"),
    column("communicationNeeds", words),
    ...texts("communication"),
    column("risks", list([{ name: "risk", empty: "" }, { name: "note" }])),
    ...texts("notes", "gp"),
    column("nhsNumber", optionalText, { secret: true }),
    column(
      "consents",
      list([
        { name: "to", empty: "" },
        { name: "by", empty: "" },
        { name: "on", empty: "" },
        { name: "reviewOn", empty: null },
      ]),
    ),
  ],
};

const contacts: FileKind = {
  kind: "contact",
  noun: "contact",
  fields: contactFields,
  columns: [
    column("place", number, { keepsWhenEmpty: true }),
    ...texts("name", "relation", "phone"),
    column("keyholder", flag),
    column(
      "channels",
      list([
        { name: "type", empty: "" },
        { name: "address", empty: "" },
        { name: "purposes", words: true },
      ]),
    ),
    column("powerOfAttorney", flag),
    column("distanceMinutes", number),
    ...texts("language"),
    column(
      "hours",
      list([
        { name: "from", empty: "" },
        { name: "to", empty: "" },
        { name: "days", words: true, empty: [] },
      ]),
    ),
    column("checkedOn", optionalText),
  ],
};

const devices: FileKind = {
  kind: "device",
  noun: "device",
  fields: deviceFields,
  columns: [
    ...texts("name"),
    column("kind", optionalText),
    column("alsoReports", words),
    ...texts("room", "location"),
    column("outside", flag),
    column("expectedIntervalSeconds", number),
    ...texts("model", "serial"),
    column("installedOn", optionalText),
    column("replacedOn", optionalText),
    ...texts("batteryType", "network"),
  ],
};

export const fileKinds: Readonly<Record<BulkKind, FileKind>> = { homes, people, contacts, devices };

/** The columns that say which row is meant. `homeName` is for people who read the file: an import does not read it. */
export const keyColumns = (kind: BulkKind): readonly string[] =>
  kind === "homes" ? ["id", "version", "mode"] : ["homeReference", "homeId", "homeName", "id", "version"];

/** The value of a column in a row of the record. */
export function cellValueOf(fields: Readonly<Record<string, unknown>>, { field }: Column): unknown {
  const [name = "", part] = field.split(".");
  const value = fields[name];
  return part === undefined ? value : (value as Record<string, unknown> | null | undefined)?.[part];
}

/** The merge patch that a row means. A field in parts is null where all its parts are. */
export function patchFrom(values: readonly (readonly [Column, unknown])[]): Record<string, unknown> {
  const patch: Record<string, unknown> = {};
  const parted = new Map<string, Record<string, unknown>>();
  for (const [{ field, keepsWhenEmpty }, value] of values) {
    const [name = "", part] = field.split(".");
    if (keepsWhenEmpty && (value === null || value === "")) continue;
    if (part === undefined) patch[name] = Array.isArray(value) && value.length === 0 ? null : value;
    else parted.set(name, { ...parted.get(name), [part]: value });
  }
  for (const [name, parts] of parted) patch[name] = Object.values(parts).every((value) => value === null) ? null : parts;
  return patch;
}
