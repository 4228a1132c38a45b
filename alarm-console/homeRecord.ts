import type pg from "pg";
import { z } from "zod";
import { contact, homeMode, person } from "#domain/home.ts";
import type { HomeId } from "#domain/ids.ts";
import { deviceStatus, statusOf } from "./deviceStatus.ts";
import { rfc3339, rfc3339OrNull } from "./rfc3339.ts";

const homeFields = {
  id: z.string(),
  name: z.string(),
  address: z.string(),
  timezone: z.string(),
  mode: homeMode,
  createdAt: z.iso.datetime(),
};
export const homeSummary = z.object(homeFields).meta({ id: "HomeSummary" });

export const deviceView = z
  .object({
    id: z.string(),
    name: z.string(),
    kind: z.string(),
    room: z.string(),
    outside: z.boolean().describe("Whether a door leads outside."),
    expectedIntervalSeconds: z.number().nullable(),
    registeredAt: z.iso.datetime(),
    lastHeardAt: z.iso.datetime().nullable(),
    skewSeconds: z.number().nullable().describe("Its clock ahead of ours; negative: behind."),
    battery: z.number().nullable().describe("Percent."),
    signal: z.number().nullable().describe("dBm."),
    status: deviceStatus,
  })
  .meta({ id: "Device" });

export const homeRecord = z
  .object({ ...homeFields, people: z.array(person), contacts: z.array(contact), devices: z.array(deviceView) })
  .meta({ id: "Home" });
export type HomeRecord = z.infer<typeof homeRecord>;

export interface HomeRow extends Omit<z.infer<typeof homeSummary>, "createdAt"> {
  created_at: number;
}
export const homeColumns = `id::text, name, address, timezone, mode, created_at`;
export const asSummary = ({ created_at, ...home }: HomeRow): z.infer<typeof homeSummary> => ({ ...home, createdAt: rfc3339(created_at) });

const selectHome = `SELECT ${homeColumns} FROM home WHERE id = $1`;
const selectPeople = `SELECT name, communication, notes FROM person WHERE home_id = $1 ORDER BY id`;
const selectContacts = `SELECT name, relation, phone, keyholder FROM contact WHERE home_id = $1 ORDER BY place`;
const selectDevices = `SELECT id::text, name, kind, room, outside, expected_interval_seconds AS "expectedIntervalSeconds",
    registered_at AS "registeredAt", last_heard_at AS "lastHeardAt", skew_ms::float8 / 1000 AS "skewSeconds", battery, signal
  FROM device WHERE home_id = $1 ORDER BY id`;

type DeviceRow = Omit<z.infer<typeof deviceView>, "registeredAt" | "lastHeardAt" | "status"> & {
  registeredAt: number;
  lastHeardAt: number | null;
};

/** A home with its people, contacts and devices, or null. */
export async function readHome(pool: pg.Pool, id: HomeId, now: number): Promise<HomeRecord | null> {
  const home = (await pool.query<HomeRow>(selectHome, [id])).rows[0];
  if (home === undefined) return null;
  const people = (await pool.query<HomeRecord["people"][number]>(selectPeople, [id])).rows;
  const contacts = (await pool.query<HomeRecord["contacts"][number]>(selectContacts, [id])).rows;
  const devices = (await pool.query<DeviceRow>(selectDevices, [id])).rows.map((device) => ({
    ...device,
    registeredAt: rfc3339(device.registeredAt),
    lastHeardAt: rfc3339OrNull(device.lastHeardAt),
    status: statusOf(device, home.mode, now),
  }));
  return { ...asSummary(home), people, contacts, devices };
}
