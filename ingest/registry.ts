import type pg from "pg";
import { type Observable, Subject } from "rxjs";
import type { DeviceFacts, HomeFacts, NewDevice, NewHome } from "#domain/home.ts";
import { asDeviceId, asHomeId, type DeviceId, type HomeId } from "#domain/ids.ts";
import { inTransaction } from "#platform/database.ts";
import { hashSecret, makeSecret, secretMatches } from "./credentials.ts";

/** A device with what the broker needs to know it by. */
export interface KnownDevice {
  homeId: HomeId;
  facts: DeviceFacts;
  username: string;
  /** Where it publishes, and nowhere else. */
  topic: string;
  /** Where it hears, and nowhere else. */
  commandTopic: string;
}

/** Homes and devices in memory, so that devices can be told apart while the database is away. */
export interface Registry {
  load(): Promise<void>;
  home(id: HomeId): HomeFacts | undefined;
  homes(): Iterable<HomeFacts>;
  device(id: DeviceId): KnownDevice | undefined;
  byUsername(username: string): KnownDevice | undefined;
  /** Whether the secret is this username's; takes as long for a name that nobody has. */
  authenticate(username: string, secret: Buffer): KnownDevice | null;
  addHome(home: NewHome): Promise<HomeFacts>;
  /** The secret is given out here and kept only as a hash. */
  addDevice(homeId: HomeId, device: NewDevice): Promise<{ device: KnownDevice; secret: string }>;
  renewSecret(deviceId: DeviceId): Promise<{ device: KnownDevice; secret: string }>;
  /** A home that is new, or whose devices changed: its rules must be fitted anew. */
  changed$: Observable<HomeId>;
  /** A device whose secret changed: connections made with the old one must end. */
  secretRenewed$: Observable<DeviceId>;
}

const selectHomes = `SELECT id::text, name, timezone, mode FROM home`;
const selectDevices = `SELECT id::text, home_id::text, name, kind, room, outside, expected_interval_seconds, username, secret_hash,
  (extract(epoch FROM registered_at) * 1000)::float8 AS registered_at FROM device ORDER BY id`;
const insertHome = `INSERT INTO home (name, address, timezone, mode) VALUES ($1, $2, $3, $4) RETURNING id::text`;
const insertPerson = `INSERT INTO person (home_id, name, communication, notes) VALUES ($1, $2, $3, $4)`;
const insertContact = `INSERT INTO contact (home_id, place, name, relation, phone, keyholder) VALUES ($1, $2, $3, $4, $5, $6)`;
const nextDeviceId = `SELECT nextval(pg_get_serial_sequence('device', 'id'))::text AS id`;
const insertDevice = `INSERT INTO device
  (id, home_id, name, kind, room, outside, expected_interval_seconds, username, secret_hash, registered_at)
  OVERRIDING SYSTEM VALUE VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, to_timestamp($10::float8 / 1000))`;
const updateSecret = `UPDATE device SET secret_hash = $2 WHERE id = $1`;

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

export function createRegistry({ pool, now, timezone }: { pool: pg.Pool; now: () => number; timezone: string }): Registry {
  const homes = new Map<HomeId, HomeFacts & { devices: Map<DeviceId, DeviceFacts> }>();
  const devices = new Map<DeviceId, KnownDevice>();
  const byUsername = new Map<string, { device: KnownDevice; secretHash: string }>();
  const changed = new Subject<HomeId>();
  const secretRenewed = new Subject<DeviceId>();

  function know(homeId: HomeId, facts: DeviceFacts, username: string, secretHash: string): KnownDevice {
    const base = `linkline/v1/${homeId}/${facts.id}`;
    const device: KnownDevice = { homeId, facts, username, topic: `${base}/reading`, commandTopic: `${base}/command` };
    homes.get(homeId)?.devices.set(facts.id, facts);
    devices.set(facts.id, device);
    byUsername.set(username, { device, secretHash });
    return device;
  }

  return {
    async load() {
      const homeRows = (await pool.query<Omit<HomeFacts, "devices">>(selectHomes)).rows;
      const deviceRows = (await pool.query<DeviceRow>(selectDevices)).rows;
      // Added to, not emptied: what is registered while this reads stays known.
      for (const row of homeRows) {
        const id = asHomeId(row.id);
        homes.set(id, { ...row, id, devices: homes.get(id)?.devices ?? new Map() });
      }
      for (const row of deviceRows) {
        const facts: DeviceFacts = {
          id: asDeviceId(row.id),
          name: row.name,
          kind: row.kind,
          room: row.room,
          outside: row.outside,
          expectedIntervalSeconds: row.expected_interval_seconds,
          registeredAt: row.registered_at,
        };
        know(asHomeId(row.home_id), facts, row.username, row.secret_hash);
      }
    },

    home: (id) => homes.get(id),
    homes: () => homes.values(),
    device: (id) => devices.get(id),
    byUsername: (username) => byUsername.get(username)?.device,
    authenticate(username, secret) {
      const known = byUsername.get(username);
      return secretMatches(secret, known?.secretHash ?? null) && known !== undefined ? known.device : null;
    },

    async addHome(home) {
      const facts = { name: home.name, timezone: home.timezone ?? timezone, mode: home.mode ?? ("live" as const) };
      const id = await inTransaction(pool, async (client) => {
        const inserted = await client.query<{ id: string }>(insertHome, [facts.name, home.address, facts.timezone, facts.mode]);
        const homeId = asHomeId(inserted.rows[0]?.id ?? "");
        for (const one of home.people) await client.query(insertPerson, [homeId, one.name, one.communication, one.notes]);
        for (const [place, one] of home.contacts.entries())
          await client.query(insertContact, [homeId, place + 1, one.name, one.relation, one.phone, one.keyholder]);
        return homeId;
      });
      const known = { id, ...facts, devices: new Map() };
      homes.set(id, known);
      changed.next(id);
      return known;
    },

    async addDevice(homeId, device) {
      const secret = makeSecret();
      const secretHash = hashSecret(secret);
      const registeredAt = now();
      const id = asDeviceId((await pool.query<{ id: string }>(nextDeviceId)).rows[0]?.id ?? "");
      const username = `device-${id}`;
      const name = device.name ?? `${device.kind} ${id}`;
      const facts: DeviceFacts = {
        id,
        name,
        kind: device.kind,
        room: device.room,
        outside: device.outside,
        expectedIntervalSeconds: device.expectedIntervalSeconds,
        registeredAt,
      };
      await pool.query(insertDevice, [
        id,
        homeId,
        name,
        facts.kind,
        facts.room,
        facts.outside,
        facts.expectedIntervalSeconds,
        username,
        secretHash,
        registeredAt,
      ]);
      const known = know(homeId, facts, username, secretHash);
      changed.next(homeId);
      return { device: known, secret };
    },

    async renewSecret(deviceId) {
      const device = devices.get(deviceId);
      if (device === undefined) throw new Error(`no device ${deviceId}`);
      const secret = makeSecret();
      const secretHash = hashSecret(secret);
      await pool.query(updateSecret, [deviceId, secretHash]);
      byUsername.set(device.username, { device, secretHash });
      secretRenewed.next(deviceId);
      return { device, secret };
    },

    changed$: changed.asObservable(),
    secretRenewed$: secretRenewed.asObservable(),
  };
}
