import type pg from "pg";
import type { HomeFacts } from "#domain/home.ts";
import type { ContactFields } from "#domain/record/contactFields.ts";
import type { DeviceFields } from "#domain/record/deviceFields.ts";
import { deviceWithSerial, placeInWords } from "../installing/serials.ts";
import { readContacts } from "../policy/contactChannels.ts";
import { type PolicyContact, unreachableFaults } from "../policy/unreachablePolicies.ts";
import type { Registry } from "../registry.ts";
import type { FieldFault, PrepareFields } from "./records.ts";
import type { RecordKind } from "./recordTables.ts";
import { referenceFault } from "./takenValue.ts";

/** What the fields of a row mean in its home. `rowId` null: a new row. */
export type Prepare = (home: Pick<HomeFacts, "id" | "mode" | "plan">, rowId: string | null, isRemoved: boolean) => PrepareFields;

const selectSerial = `SELECT details ->> 'serial' AS serial FROM device WHERE id = $1`;
const selectCarer = `SELECT FROM carer WHERE contact_id = $1 AND left_at IS NULL`;

/** What each kind of row means in its home. */
export function preparations(registry: Registry): Record<RecordKind, Prepare> {
  return {
    home: (home) => async (fields, client) => {
      const message = await referenceFault(client, fields.reference, home.id, home.mode);
      return { fields, faults: message === null ? [] : [{ path: "reference", message }] };
    },

    person: () => (fields) => ({ fields, faults: [] }),

    contact: (home, rowId, isRemoved) => async (given, client) => {
      const { contacts, faults } = readContacts([given as unknown as ContactFields], registry.country);
      const own: FieldFault[] = faults.map(({ path, message }) => ({ path: path.replace(/^contacts\.0\./, ""), message }));
      const [contact] = contacts as [ContactFields];
      if (isRemoved && ((await client.query(selectCarer, [rowId])).rowCount ?? 0) > 0)
        own.push({ path: "", message: `${contact.name} is a family carer of this home: end that access first` });
      const after = isRemoved ? others(registry, home.id, rowId) : withContact(others(registry, home.id, rowId), contact);
      // The plan has these faults already: then this change is not the cause.
      const before = unreachableFaults(home.plan, registry.contactsOf(home.id)).length;
      const broken = unreachableFaults(home.plan, after);
      if (broken.length > before)
        own.push(...broken.map(({ message }) => ({ path: "", message: `the plan could then reach no one: ${message}` })));
      return { fields: { ...contact }, faults: own };
    },

    device: (home, rowId, isRemoved) => async (fields, client) => {
      const { expectedIntervalSeconds, serial } = fields as DeviceFields;
      if (isRemoved) return { fields, faults: [] };
      const faults: FieldFault[] = [];
      if (home.mode !== "test" && expectedIntervalSeconds === null)
        faults.push({
          path: "expectedIntervalSeconds",
          message: "must be a number: in a live home staff must learn when a device falls silent",
        });
      const used = serial === "" ? null : await deviceWithSerial(client, serial);
      if (used !== null && used.deviceId !== rowId && (await serialOf(client, rowId)) !== serial)
        faults.push({ path: "serial", message: placeInWords(used, home.mode === "test" ? "tester" : "installer") });
      return { fields, faults };
    },
  };
}

/** The serial number that the device has so far. */
const serialOf = async (client: pg.ClientBase, rowId: string | null): Promise<string | undefined> =>
  (await client.query<{ serial: string }>(selectSerial, [rowId])).rows[0]?.serial;

const others = (registry: Registry, homeId: Parameters<Registry["contactsOf"]>[0], id: string | null): PolicyContact[] =>
  registry.contactsOf(homeId).filter((one) => one.id !== id);

/** In its place, or at the end where it has none. */
const withContact = (
  contacts: readonly PolicyContact[],
  contact: Pick<ContactFields, "name" | "channels"> & { place?: number },
): PolicyContact[] => contacts.toSpliced((contact.place ?? contacts.length + 1) - 1, 0, contact);
