import type pg from "pg";
import type { DeviceFields } from "#domain/record/deviceFields.ts";
import { wallDate } from "#domain/time/wallClock.ts";
import { hashSecret, makeSecret } from "../credentials.ts";
import type { PrepareFields, RecordAnswer, Records, RowToChange } from "./records.ts";

const insertUnit = `INSERT INTO device_unit (device_id, model, serial, installed_on, replaced_at, by_id, by_name)
  SELECT id, coalesce(details ->> 'model', ''), coalesce(details ->> 'serial', ''), (details ->> 'installedOn')::date, to_timestamp($2::float8 / 1000), $3, $4
    FROM device WHERE id = $1`;
const updateLogin = `UPDATE device SET secret_hash = $2, battery = NULL, signal = NULL WHERE id = $1`;

export type NewUnit = Partial<Pick<DeviceFields, "model" | "serial" | "batteryType">>;

export interface ReplacedUnit {
  answer: RecordAnswer;
  /** The login of the new unit, given out this once. */
  secret: string;
}

/**
 * Replaces the unit of a device: the broken pendant by a new one of the same purpose. The device keeps its id, so its readings and alarms stay, and rules
 * that watch it go on: an alarm about its silence ends when the new unit is heard. In one transaction the former unit is written down, the record names
 * the new one, and the login becomes the new one's; the former unit is disconnected after it.
 */
export async function replaceUnit(
  records: Records,
  row: RowToChange,
  unit: NewUnit,
  { now, timezone, prepare }: { now: number; timezone: string; prepare: PrepareFields },
): Promise<ReplacedUnit> {
  const secret = makeSecret();
  const today = wallDate(now, timezone);
  const patch = { serial: "", ...unit, installedOn: today, replacedOn: today };
  const former = async (fields: Record<string, unknown>, client: pg.ClientBase) => {
    const prepared = await prepare(fields, client);
    // Before the row is written: it still has the former unit.
    if (prepared.faults.length === 0) await client.query(insertUnit, [row.id, now, row.by.id, row.by.name]);
    return prepared;
  };
  const also = (client: pg.ClientBase): Promise<unknown> => client.query(updateLogin, [row.id, hashSecret(secret)]);
  return { answer: await records.change({ ...row, also }, patch, former), secret };
}
