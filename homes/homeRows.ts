import type pg from "pg";
import type { DeviceFacts, HomeFacts, NewHome } from "#domain/home.ts";
import { asDeviceId, asHomeId, type DeviceId, type HomeId } from "#domain/ids.ts";

/** Homes and devices in the database. */

const selectHomes = `SELECT id::text, name, timezone, mode FROM home`;
const selectDevices = `SELECT id::text, home_id::text, name, kind, room, outside, expected_interval_seconds, username, secret_hash,
  (extract(epoch FROM registered_at) * 1000)::float8
    + CASE WHEN EXISTS (SELECT FROM server_step) THEN server_moved_ms(registered_position) ELSE 0 END AS registered_at
  FROM device ORDER BY device.id`;
const insertHome = `INSERT INTO home (name, address, timezone, mode) VALUES ($1, $2, $3, $4) RETURNING id::text`;
const insertPerson = `INSERT INTO person (home_id, name, communication, notes) VALUES ($1, $2, $3, $4)`;
const insertContact = `INSERT INTO contact (home_id, place, name, relation, phone, keyholder) VALUES ($1, $2, $3, $4, $5, $6)`;
const nextDevice = `SELECT nextval(pg_get_serial_sequence('device', 'id'))::text AS id`;
const insertDevice = `INSERT INTO device
  (id, home_id, name, kind, room, outside, expected_interval_seconds, username, secret_hash, registered_at, registered_position)
  OVERRIDING SYSTEM VALUE VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, to_timestamp($10::float8 / 1000),
    coalesce((SELECT max(position) FROM server_step), 0))`;
const updateSecret = `UPDATE device SET secret_hash = $2 WHERE id = $1`;

export type RegisteredHome = Pick<HomeFacts, "id" | "name" | "timezone" | "mode">;

export interface RegisteredDevice {
  homeId: HomeId;
  facts: DeviceFacts;
  username: string;
  secretHash: string;
}

interface DeviceRow {
  id: string;
  home_id: string;
  name: string;
  kind: string;
  room: string;
  outside: boolean;
  expected_interval_seconds: number | null;
  username: string;
  secret_hash: string;
  registered_at: number;
}

export const readRegisteredHomes = async (pool: pg.Pool): Promise<RegisteredHome[]> =>
  (await pool.query<RegisteredHome>(selectHomes)).rows.map((row) => ({ ...row, id: asHomeId(row.id) }));

export async function readRegisteredDevices(pool: pg.Pool): Promise<RegisteredDevice[]> {
  const { rows } = await pool.query<DeviceRow>(selectDevices);
  return rows.map((row) => ({
    homeId: asHomeId(row.home_id),
    facts: {
      id: asDeviceId(row.id),
      name: row.name,
      kind: row.kind,
      room: row.room,
      outside: row.outside,
      expectedIntervalSeconds: row.expected_interval_seconds,
      registeredAt: row.registered_at,
    },
    username: row.username,
    secretHash: row.secret_hash,
  }));
}

/** Writes the home with its people and contacts, inside the caller's transaction. */
export async function writeHome(client: pg.ClientBase, home: NewHome & Pick<HomeFacts, "timezone" | "mode">): Promise<HomeId> {
  const { rows } = await client.query<{ id: string }>(insertHome, [home.name, home.address, home.timezone, home.mode]);
  const id = asHomeId(rows[0]?.id ?? "");
  for (const one of home.people) await client.query(insertPerson, [id, one.name, one.communication, one.notes]);
  for (const [place, one] of home.contacts.entries())
    await client.query(insertContact, [id, place + 1, one.name, one.relation, one.phone, one.keyholder]);
  return id;
}

/** An unused device id. It is needed before the insert, because the username is made from it. */
export const nextDeviceId = async (pool: pg.Pool): Promise<DeviceId> =>
  asDeviceId((await pool.query<{ id: string }>(nextDevice)).rows[0]?.id ?? "");

export async function writeDevice(client: pg.ClientBase, { homeId, facts, username, secretHash }: RegisteredDevice): Promise<void> {
  const { id, name, kind, room, outside, expectedIntervalSeconds, registeredAt } = facts;
  await client.query(insertDevice, [id, homeId, name, kind, room, outside, expectedIntervalSeconds, username, secretHash, registeredAt]);
}

export async function writeSecret(pool: pg.Pool, deviceId: DeviceId, secretHash: string): Promise<void> {
  await pool.query(updateSecret, [deviceId, secretHash]);
}
