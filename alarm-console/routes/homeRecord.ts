import type pg from "pg";
import { z } from "zod";
import { deviceStatus, deviceStatuses } from "#domain/deviceStatus.ts";
import { type HomeMode, homeMode } from "#domain/home.ts";
import { asDeviceId, type DeviceId, type HomeId } from "#domain/ids.ts";
import { readingFields } from "#domain/reading.ts";
import { deviceFields } from "#domain/record/deviceFields.ts";
import { homeFields } from "#domain/record/homeFields.ts";
import type { ListeningGap } from "#domain/time/listening.ts";
import { readServiceEnd } from "#homes/record/serviceEnds.ts";
import type { DeviceSummary } from "#ingest/states/deviceSummaries.ts";
import { rfc3339, rfc3339OrNull } from "../rfc3339.ts";
import { contactView, personView, readContactViews, readPersonViews } from "./record/memberViews.ts";

const summaryFields = {
  id: z.string(),
  name: z.string().describe("What staff call the home."),
  address: z.string(),
  timezone: z.string().describe("IANA time zone, in which the windows of its plan are read."),
  mode: homeMode.describe("`live`, or `test` for a home without people."),
  createdAt: z.iso.datetime(),
};
export const homeSummary = z.object(summaryFields).meta({ id: "HomeSummary" });

const { model, serial, location, installedOn, replacedOn, batteryType, network } = deviceFields.shape;

const formerUnit = z.object({
  model: z.string(),
  serial: z.string(),
  installedOn: z.iso.date().nullable(),
  replacedAt: z.iso.datetime(),
  by: z.string(),
});

export const deviceView = z
  .object({
    id: z.string(),
    version: z.number().int().describe("Grows with each change: see PATCH."),
    ...{ model, serial, location, installedOn, replacedOn, batteryType, network },
    formerUnits: z.array(formerUnit).describe("What it was before it was replaced, oldest first."),
    name: z.string(),
    kind: z.string().describe("What it is: button, fall, bed, door, motion, …"),
    alsoReports: z.array(z.string()).describe("Further kinds that it may report."),
    gatewayId: z.string().nullable().describe("The gateway that speaks for it; null: it has a login."),
    externalId: z.string().nullable().describe("Its name at the gateway."),
    online: z
      .boolean()
      .nullable()
      .describe(
        "As its gateway said last; null: it never said. This does not change `status`, which goes by what was heard of the device.",
      ),
    missedReports: z
      .number()
      .int()
      .describe("How many of its reports were lost on the way to us, as gaps in the counter of its family show."),
    room: z.string(),
    outside: z.boolean().describe("For a door: it leads outside."),
    expectedIntervalSeconds: z.number().nullable().describe("How often it sends something at least; null where that is not known."),
    registeredAt: z.iso.datetime(),
    hasLogin: z.boolean().describe("False: it waits for its first secret, so it cannot connect and its silence is no fault."),
    lastHeardAt: z.iso.datetime().nullable().describe("When its last reading arrived; null before the first."),
    skewSeconds: z.number().nullable().describe("How far its clock is ahead of the service's; negative where it is behind."),
    battery: z.number().nullable().describe("Charge in percent."),
    signal: z.number().nullable().describe("Radio signal in dBm."),
    linkMargin: z
      .number()
      .int()
      .nullable()
      .describe("How many dB the link of a LoRaWAN device has to spare, as its network said last; null: it never said."),
    unreadable: z.array(z.enum(readingFields)).describe("The fields of its last reading that could not be read; they count as left out."),
    lastUnreadable: z.boolean().describe("Its last message could not be read at all: see GET /quarantine."),
    status: z
      .enum(deviceStatuses)
      .describe(
        "`late`: silent for 1.5 times the expected interval, not counting time in which the service did not listen. `offline`: silent for 3 times that. `never`: no reading yet. `notExpected`: it has no expected interval, or the home is a test home.",
      ),
  })
  .meta({ id: "Device" });

const { reference, postcode, what3words, coordinates, area, contract } = homeFields.shape;

export const homeRecord = z
  .object({
    ...summaryFields,
    version: z.number().int().describe("Grows with each change: see PATCH."),
    ...{ reference, postcode, what3words, coordinates, area, contract },
    phone: z.string().nullable().describe("The home's own telephone number."),
    people: z.array(personView),
    contacts: z.array(contactView),
    devices: z.array(deviceView),
    hasAccessNotes: z
      .boolean()
      .describe("There are access notes or a key safe: POST /cases/{id}/access-notes shows them for an open case."),
    serviceEnd: z
      .object({
        at: z.iso.datetime(),
        why: z.string(),
        by: z.string(),
        returned: z.array(z.string()).describe("Devices returned to stock."),
      })
      .nullable()
      .describe("How the service ended: see POST /homes/{id}/end."),
    lastTestAt: z.iso.datetime().nullable().describe("When an alarm of this home was closed last as a test call; null: never."),
  })
  .meta({ id: "Home" });
export type HomeRecord = z.infer<typeof homeRecord>;

export interface HomeRow extends Omit<z.infer<typeof homeSummary>, "createdAt"> {
  created_at: number;
}
export const homeColumns = `id::text, name, address, timezone, mode, created_at`;
type StoredHome = Pick<
  HomeRecord,
  "version" | "reference" | "postcode" | "what3words" | "coordinates" | "area" | "contract" | "hasAccessNotes" | "phone"
> & {
  lastTestAt: number | null;
};

export const asSummary = <Row extends HomeRow>({ created_at, ...home }: Row): Omit<Row, "created_at"> & { createdAt: string } => ({
  ...home,
  createdAt: rfc3339(created_at),
});

/** A monthly test needs no record of its own: it is the last alarm that ended as a test call. */
const selectHome = `SELECT ${homeColumns}, version, reference, postcode, what3words, coordinates, area, contract,
    access_notes <> '' OR key_safe IS NOT NULL AS "hasAccessNotes", nullif(phone, '') AS phone,
    (SELECT max(closed_at) FROM alarm WHERE home_id = home.id AND outcome IN (SELECT code FROM outcome WHERE kind = 'test')) AS "lastTestAt"
  FROM home WHERE id = $1`;
const selectDevices = `SELECT id::text, version, details, name, kind, also_reports AS "alsoReports", gateway_id::text AS "gatewayId",
    external_id AS "externalId", online, missed_reports::float8 AS "missedReports", room, outside, expected_interval_seconds AS "expectedIntervalSeconds",
    secret_hash IS DISTINCT FROM '' AS "hasLogin",
    (SELECT coalesce(jsonb_agg(jsonb_build_object('model', model, 'serial', serial, 'installedOn', installed_on, 'replacedAt', (extract(epoch FROM replaced_at) * 1000)::float8, 'by', by_name)
                               ORDER BY unit.id), '[]') FROM device_unit AS unit WHERE device_id = device.id) AS "formerUnits",
    registered_at + server_moved_ms(registered_position) * interval '1 ms' AS "registeredAt", last_heard_at + moved.ms * interval '1 ms' AS "lastHeardAt",
    (skew_ms - CASE $2 WHEN 'test' THEN 0 ELSE moved.ms END)::float8 / 1000 AS "skewSeconds", battery, signal, link_margin AS "linkMargin"
  FROM device, server_moved_ms(heard_position) AS moved (ms) WHERE home_id = $1 AND ended_at IS NULL ORDER BY device.id`;

const detailsOfDevice = z.object({ model, serial, location, installedOn, replacedOn, batteryType, network });

type DeviceRow = Omit<
  z.infer<typeof deviceView>,
  keyof z.infer<typeof detailsOfDevice> | "registeredAt" | "lastHeardAt" | "unreadable" | "lastUnreadable" | "status" | "formerUnits"
> & {
  formerUnits: (Omit<z.infer<typeof formerUnit>, "replacedAt"> & { replacedAt: number })[];
  registeredAt: number;
  lastHeardAt: number | null;
  details: unknown;
};

/** What a device last reported about itself, as the service has it in memory. The database gets it some seconds later. */
export type DeviceSummaryOf = (id: DeviceId) => DeviceSummary | undefined;

/** What a device's status depends on, beside its row. */
export interface StatusFacts {
  deviceSummaryOf: DeviceSummaryOf;
  /** Epoch ms. */
  now: number;
  /** When the service did not listen: that time is no device's silence. */
  listeningGaps: readonly ListeningGap[];
}

/** A home with its people, contacts and devices, or null. */
export async function readHome(pool: pg.Pool, id: HomeId, facts: StatusFacts): Promise<HomeRecord | null> {
  const row = (await pool.query<HomeRow & StoredHome>(selectHome, [id])).rows[0];
  if (row === undefined) return null;
  const { lastTestAt, ...home } = row;
  const end = await readServiceEnd(pool, id);
  const [people, contacts] = [await readPersonViews(pool, id), await readContactViews(pool, id, facts.now)];
  return {
    ...asSummary(home),
    serviceEnd: end && { ...end, at: rfc3339(end.at) },
    ...{ people, contacts, lastTestAt: rfc3339OrNull(lastTestAt), devices: await readDevices(pool, home, facts) },
  };
}

/** The devices of a home with their present status. */
export async function readDevices(pool: pg.Pool, home: { id: string; mode: HomeMode }, facts: StatusFacts): Promise<HomeRecord["devices"]> {
  const { rows } = await pool.query<DeviceRow>(selectDevices, [home.id, home.mode]);
  return rows.map((row) => deviceOf(row, home.mode, facts));
}

function deviceOf(
  { details, ...row }: DeviceRow,
  mode: HomeMode,
  { deviceSummaryOf, now, listeningGaps }: StatusFacts,
): HomeRecord["devices"][number] {
  const summary = deviceSummaryOf(asDeviceId(row.id));
  const lastHeardAt = summary?.heardAt ?? row.lastHeardAt;
  // The readings of a test home set its clock, so the service's clock cannot tell how long a device has been silent.
  const expected = mode === "test" || mode === "ended" || !row.hasLogin ? null : row.expectedIntervalSeconds;
  const status = deviceStatus(lastHeardAt, expected, row.registeredAt, now, listeningGaps);
  return {
    ...row,
    ...detailsOfDevice.parse(details),
    formerUnits: row.formerUnits.map((unit) => ({ ...unit, replacedAt: rfc3339(unit.replacedAt) })),
    registeredAt: rfc3339(row.registeredAt),
    lastHeardAt: rfc3339OrNull(lastHeardAt),
    skewSeconds: summary?.skewMs == null ? row.skewSeconds : summary.skewMs / 1000,
    battery: summary?.battery ?? row.battery,
    signal: summary?.signal ?? row.signal,
    unreadable: [...(summary?.unreadable ?? [])],
    lastUnreadable: summary?.lastUnreadable ?? false,
    status: (mode === "test" || !row.hasLogin) && lastHeardAt === null ? "never" : status,
  };
}
