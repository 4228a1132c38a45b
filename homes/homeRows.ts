import type pg from "pg";
import type { DeviceFacts, HomeFacts, NewHome } from "#domain/home.ts";
import { asDeviceId, asHomeId, type DeviceId, type HomeId } from "#domain/ids.ts";
import type { ContactChannel } from "#domain/record/contactFields.ts";
import { asGatewayId, type GatewayId } from "#domain/record/gatewayFields.ts";
import { insertRecord } from "./record/recordTables.ts";

/** Homes and devices in the database. */

const selectHomes = `SELECT id::text, name, timezone, mode, canary, (
    SELECT jsonb_build_object('name', person.name, 'risk', risk, 'risks',
             (SELECT coalesce(jsonb_agg(one -> 'risk'), '[]') FROM jsonb_array_elements(details -> 'risks') AS one))
      FROM person WHERE home_id = home.id AND risk > 0 ORDER BY risk DESC, person.id LIMIT 1) AS "atRisk",
    (SELECT count(*)::int FROM person WHERE home_id = home.id) AS people
  FROM home WHERE $1::bigint IS NULL OR id = $1`;
/** A device that waits for its first secret cannot be silent. */
const selectDevices = `SELECT id::text, home_id::text, name, kind, also_reports, gateway_id::text, external_id, details ->> 'model' AS model, room, outside,
  CASE WHEN secret_hash IS DISTINCT FROM '' THEN expected_interval_seconds END AS expected_interval_seconds, username, secret_hash,
  (extract(epoch FROM registered_at) * 1000)::float8
    + CASE WHEN EXISTS (SELECT FROM server_step) THEN server_moved_ms(registered_position) ELSE 0 END AS registered_at
  FROM device WHERE ended_at IS NULL AND ($1::bigint IS NULL OR home_id = $1)
   AND NOT EXISTS (SELECT FROM home WHERE home.id = device.home_id AND mode = 'ended') ORDER BY device.id`;
const insertHome = `INSERT INTO home (name, address, timezone, mode, access_notes, phone) VALUES ($1, $2, $3, $4, $5, $6) RETURNING id::text`;
const selectContacts = `SELECT contact.id::text, home_id::text AS "homeId", contact.place, name,
    coalesce(jsonb_agg(jsonb_strip_nulls(jsonb_build_object('type', type, 'address', address, 'purposes', to_jsonb(purposes))) ORDER BY channel.place)
               FILTER (WHERE type IS NOT NULL), '[]') AS channels
  FROM contact LEFT JOIN contact_channel AS channel ON channel.contact_id = contact.id
  WHERE $1::bigint IS NULL OR home_id = $1 GROUP BY contact.id ORDER BY contact.place`;
const nextDevice = `SELECT nextval(pg_get_serial_sequence('device', 'id'))::text AS id`;
const insertDevice = `INSERT INTO device
  (id, home_id, name, kind, room, outside, expected_interval_seconds, username, secret_hash, registered_at, also_reports, gateway_id,
   external_id, details, registered_position)
  OVERRIDING SYSTEM VALUE VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, to_timestamp($10::float8 / 1000), $11, $12, $13,
    jsonb_strip_nulls(jsonb_build_object('model', $14::text)), coalesce((SELECT max(position) FROM server_step), 0))`;
const updateFirstSecret = `UPDATE device SET secret_hash = $2, registered_at = to_timestamp($3::float8 / 1000),
  registered_position = coalesce((SELECT max(position) FROM server_step), 0) WHERE id = $1`;
const updateSecret = `UPDATE device SET secret_hash = $2 WHERE id = $1`;

export type RegisteredHome = Pick<HomeFacts, "id" | "name" | "timezone" | "mode" | "isCanary" | "atRisk" | "people">;

/** Where a device without a login comes from. */
export interface BehindGateway {
  gatewayId: GatewayId;
  /** Its name at the gateway. */
  externalId: string;
}

export interface RegisteredDevice {
  homeId: HomeId;
  facts: DeviceFacts;
  username: string;
  /** Null for a device behind a gateway: it has no login. */
  secretHash: string | null;
  /** Null for a device with a login. */
  behind: BehindGateway | null;
  /** As its maker calls it; null where no one named it. */
  model: string | null;
}

interface DeviceRow {
  id: string;
  home_id: string;
  name: string;
  kind: string;
  also_reports: string[];
  gateway_id: string | null;
  external_id: string | null;
  model: string | null;
  room: string;
  outside: boolean;
  expected_interval_seconds: number | null;
  username: string;
  secret_hash: string | null;
  registered_at: number;
}

/** What escalation needs to know of a contact. */
export interface NotifiableContact {
  id: string;
  homeId: HomeId;
  /** In the home's list; 1 is the first. */
  place: number;
  name: string;
  channels: ContactChannel[];
}

/** The contacts of one home or of all. */
export const readNotifiableContacts = async (client: pg.ClientBase | pg.Pool, homeId: HomeId | null): Promise<NotifiableContact[]> =>
  (await client.query<NotifiableContact>(selectContacts, [homeId])).rows;

/** One home, or all. */
export const readRegisteredHomes = async (client: pg.ClientBase | pg.Pool, homeId: HomeId | null): Promise<RegisteredHome[]> =>
  (await client.query<RegisteredHome & { canary: boolean }>(selectHomes, [homeId])).rows.map(({ canary, ...row }) => ({
    ...row,
    id: asHomeId(row.id),
    ...(canary ? { isCanary: true } : {}),
  }));

/** The devices of one home or of all, without those that were taken out and those of homes whose service has ended: they cannot log in. */
export async function readRegisteredDevices(client: pg.ClientBase | pg.Pool, homeId: HomeId | null): Promise<RegisteredDevice[]> {
  const { rows } = await client.query<DeviceRow>(selectDevices, [homeId]);
  return rows.map((row) => ({
    homeId: asHomeId(row.home_id),
    facts: {
      id: asDeviceId(row.id),
      name: row.name,
      kind: row.kind,
      ...(row.also_reports.length === 0 ? {} : { alsoReports: row.also_reports }),
      room: row.room,
      outside: row.outside,
      expectedIntervalSeconds: row.expected_interval_seconds,
      registeredAt: row.registered_at,
    },
    username: row.username,
    secretHash: row.secret_hash,
    behind: row.gateway_id === null ? null : { gatewayId: asGatewayId(row.gateway_id), externalId: row.external_id ?? "" },
    model: row.model,
  }));
}

/** A home as it is after a change of its record. */
export interface HomeRecordFacts {
  home: RegisteredHome;
  devices: RegisteredDevice[];
  contacts: NotifiableContact[];
}

export async function readHomeRecordFacts(client: pg.ClientBase, homeId: HomeId): Promise<HomeRecordFacts> {
  const [home] = await readRegisteredHomes(client, homeId);
  if (home === undefined) throw new Error(`home ${homeId} is not in the database`);
  return { home, devices: await readRegisteredDevices(client, homeId), contacts: await readNotifiableContacts(client, homeId) };
}

/** Writes the home with its people and contacts, inside the caller's transaction. */
export async function writeHome(client: pg.ClientBase, home: NewHome & Pick<HomeFacts, "timezone" | "mode">): Promise<HomeId> {
  const { rows } = await client.query<{ id: string }>(insertHome, [
    home.name,
    home.address,
    home.timezone,
    home.mode,
    home.accessNotes ?? "",
    home.phone ?? "",
  ]);
  const id = asHomeId(rows[0]?.id ?? "");
  for (const one of home.people) await insertRecord(client, "person", id, one);
  for (const [place, one] of home.contacts.entries()) await insertRecord(client, "contact", id, { ...one, place: place + 1 });
  return id;
}

/** An unused device id. It is needed before the insert, because the username is made from it. */
export const nextDeviceId = async (pool: pg.Pool): Promise<DeviceId> =>
  asDeviceId((await pool.query<{ id: string }>(nextDevice)).rows[0]?.id ?? "");

export async function writeDevice(client: pg.ClientBase, registered: RegisteredDevice): Promise<void> {
  const { homeId, facts, username, secretHash, behind, model } = registered;
  const { id, name, kind, alsoReports = [], room, outside, expectedIntervalSeconds, registeredAt } = facts;
  await client.query(insertDevice, [
    ...[id, homeId, name, kind, room, outside, expectedIntervalSeconds, username, secretHash, registeredAt],
    ...[alsoReports, behind?.gatewayId ?? null, behind?.externalId ?? null, model],
  ]);
}

/** Of two installers who ask at the same time, the later one has the login. */
export async function writeFirstSecret(client: pg.ClientBase, deviceId: DeviceId, secretHash: string, now: number): Promise<void> {
  await client.query(updateFirstSecret, [deviceId, secretHash, now]);
}

export async function writeSecret(client: pg.ClientBase, deviceId: DeviceId, secretHash: string): Promise<void> {
  await client.query(updateSecret, [deviceId, secretHash]);
}
