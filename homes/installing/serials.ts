import type pg from "pg";
import type { DeviceId } from "#domain/ids.ts";
import { mayTouch, type Role } from "#domain/role.ts";

/** Serial numbers are compared without regard to capitals, blanks and hyphens. */
const bare = (column: string): string => `upper(regexp_replace(${column}, '[\\s-]', '', 'g'))`;

const selectBySerial = `SELECT d.id::text AS "deviceId", d.name, d.room, h.id::text AS "homeId", h.name AS "homeName", h.mode
  FROM device d JOIN home h ON h.id = d.home_id
  WHERE d.ended_at IS NULL AND h.mode <> 'ended' AND d.details ->> 'serial' <> '' AND ${bare("d.details ->> 'serial'")} = ${bare("$1::text")}
  ORDER BY d.id LIMIT 1`;

/** A device that has a serial number. */
export interface DeviceWithSerial {
  deviceId: DeviceId;
  name: string;
  room: string;
  homeId: string;
  homeName: string;
  mode: "live" | "test" | "commissioning";
}

/** The device in use that has this serial number; null for none. */
export const deviceWithSerial = async (client: pg.ClientBase | pg.Pool, serial: string): Promise<DeviceWithSerial | null> =>
  (await client.query<DeviceWithSerial>(selectBySerial, [serial])).rows[0] ?? null;

/** "Pendant in the hall of Flat 3" to those who may see that home; to others only that it is in use. */
export function placeInWords({ name, room, homeName, mode }: DeviceWithSerial, role: Role): string {
  if (!mayTouch(role, mode)) return "this number is in use in another home";
  return `this number is in use: ${name}${room === "" ? "" : `, ${room}`}, in ${homeName}`;
}
