import type pg from "pg";
import { z } from "zod";
import { wasNeeded } from "#domain/carers/carerCause.ts";
import { maySee } from "#domain/carers/carerSees.ts";
import { contingencyRule } from "#domain/carers/contingency.ts";
import { type Night, type NightAlarm, nightsOf } from "#domain/carers/nights.ts";
import { type NightDevice, type NightReading, type Tonight, tonightOf } from "#domain/carers/tonight.ts";
import { lastNights } from "#domain/time/nightDate.ts";
import type { Care } from "#homes/carers.ts";
import { recordLook } from "../../access/accessLog.ts";
import type { Caller } from "../../access/caller.ts";
import type { Api } from "../../api.ts";
import { Refusal, refusals } from "../../errors.ts";
import { rfc3339, rfc3339OrNull } from "../../rfc3339.ts";
import { readDevices } from "../homeRecord.ts";
import { homeParams } from "../homes.ts";
import { type CaredHomesNeeds, careFor } from "./caredHomes.ts";

const time = z.iso.datetime();
const asOf = time.describe("By the service's clock: show this, not the clock of the phone.");
const tonightView = z
  .object({
    asOf,
    beds: z.array(z.object({ name: z.string(), occupied: z.boolean(), since: time, silent: z.boolean() })),
    out: z
      .object({ door: z.string(), openedAt: time, backAt: time.nullable() })
      .nullable()
      .describe("The last opening of a door to the outside since the bed was left; `backAt` null: no sign of life inside since then."),
    movedAt: time.nullable(),
    hasMotion: z.boolean().describe("A motion sensor is fitted. Without one, `movedAt` null says nothing."),
    heardAt: time.nullable().describe("The last reading of any device."),
    silent: z.array(z.object({ name: z.string(), since: time.nullable() })).describe("Devices that should have reported."),
  })
  .meta({ id: "Tonight" });

const nightView = z
  .object({
    date: z.iso.date().describe("The date on which the night began; it lasts from noon to noon in the home's zone."),
    beds: z.array(
      z.object({
        name: z.string(),
        inBed: z.array(z.object({ from: time, to: time.nullable().describe("Null: still in bed when the night ended, or now.") })),
        ups: z.number().int().describe("How often the bed was left and occupied again. Less than a minute does not count."),
      }),
    ),
    doors: z.array(z.object({ name: z.string(), at: time })).describe("Openings of doors to the outside while the bed was left."),
    alarms: z.array(
      z.object({
        at: time,
        sentence: z.string(),
        needed: z.boolean().nullable().describe("Whether it was right to wake someone, as a carer or the outcome says; null: not known."),
      }),
    ),
    heard: z.boolean().describe("False: no reading arrived, so an empty night says nothing."),
  })
  .meta({ id: "Night" });
const nightList = z.object({ asOf, items: z.array(nightView), next: z.null() });

/** How far back the readings of tonight go. */
const tonightMs = 18 * 3_600_000;
const nightsShown = 14;
const dayMs = 86_400_000;

const selectReadings = `SELECT device_id::text AS "deviceId", time, value || jsonb_build_object('kind', kind) AS value FROM reading
  WHERE home_id = $1 AND time > to_timestamp($2::float8 / 1000) AND kind = ANY ($3) ORDER BY time, position`;
const selectAlarms = `SELECT raised_at AS at, sentence, outcome, carer_cause AS cause FROM alarm
  WHERE home_id = $1 AND NOT technical AND rule <> '${contingencyRule}' AND raised_at > to_timestamp($2::float8 / 1000) ORDER BY alarm.id`;

type RecordedNightAlarm = Omit<NightAlarm, "needed"> & Parameters<typeof wasNeeded>[0];

/** Tonight and past nights, for a carer who may see them. */
export function caredNightRoutes(api: Api, needs: CaredHomesNeeds): void {
  const { pool, registry, now } = needs;
  api.get(
    "/carer/homes/:id/tonight",
    {
      config: { needs: "careForHomes" },
      schema: {
        summary: "What the sensors of a home say now",
        description: "Only with `sees` nights. The access log records who looked.",
        tags: ["carers"],
        params: homeParams,
        response: { 200: tonightView, ...refusals(401, 403, 404, 422, 503) },
      },
    },
    async ({ caller, params }) => {
      const { homeId } = await nightsFor(needs, caller, params.id);
      const at = now();
      const readings = await readReadings(pool, homeId, at - tonightMs, ["bed", "chair", "door", "motion", "boundary"]);
      return viewOfTonight(tonightOf(readings, await devicesOf(needs, homeId, at)), at);
    },
  );
  api.get(
    "/carer/homes/:id/nights",
    {
      config: { needs: "careForHomes" },
      schema: {
        summary: `The last ${nightsShown} nights of a home, newest first`,
        description: "Only with `sees` nights. The access log records who looked.",
        tags: ["carers"],
        params: homeParams,
        response: { 200: nightList, ...refusals(401, 403, 404, 422, 503) },
      },
    },
    async ({ caller, params }) => {
      const { homeId } = await nightsFor(needs, caller, params.id);
      const at = now();
      const timezone = registry.home(homeId)?.timezone ?? registry.timezone;
      const span = lastNights(nightsShown, at, timezone);
      // A bed may be occupied since the day before.
      const readings = await readReadings(pool, homeId, span.from - dayMs, ["bed", "door", "motion"]);
      const { rows } = await pool.query<RecordedNightAlarm>(selectAlarms, [homeId, span.from]);
      const alarms = rows.map(({ at, sentence, ...said }): NightAlarm => ({ at, sentence, needed: wasNeeded(said) }));
      const nights = nightsOf(readings, await devicesOf(needs, homeId, at), alarms, { ...span, timezone });
      return { asOf: rfc3339(at), items: nights.reverse().map(viewOfNight), next: null };
    },
  );
}

/** The home as this carer knows it, once the look is recorded. Throws where the person agreed to alarms only. */
async function nightsFor({ pool, carers }: CaredHomesNeeds, caller: Caller, id: string): Promise<Care> {
  const care = await careFor(carers, caller, id);
  if (!maySee(care.sees, "nights")) throw new Refusal("forbidden", `${care.agreedBy} agreed that you see alarms only.`);
  await recordLook(pool, caller, "readings", care.homeId);
  return care;
}

const readReadings = async (pool: pg.Pool, homeId: string, from: number, kinds: readonly string[]): Promise<NightReading[]> =>
  (await pool.query<NightReading>(selectReadings, [homeId, from, kinds])).rows;

async function devicesOf(
  { pool, registry, deviceSummaryOf }: CaredHomesNeeds,
  homeId: Care["homeId"],
  now: number,
): Promise<NightDevice[]> {
  const facts = { deviceSummaryOf, now, listeningGaps: registry.listeningGaps };
  const devices = await readDevices(pool, { id: homeId, mode: registry.home(homeId)?.mode ?? "live" }, facts);
  return devices.map(({ id, name, kind, outside, status, lastHeardAt }) => {
    return { id, name, kind, outside, status, heardAt: lastHeardAt === null ? null : Date.parse(lastHeardAt) };
  });
}

const viewOfTonight = ({ beds, out, movedAt, hasMotion, heardAt, silent }: Tonight, at: number): z.infer<typeof tonightView> => ({
  asOf: rfc3339(at),
  beds: beds.map((bed) => ({ ...bed, since: rfc3339(bed.since) })),
  out: out && { ...out, openedAt: rfc3339(out.openedAt), backAt: rfc3339OrNull(out.backAt) },
  movedAt: rfc3339OrNull(movedAt),
  hasMotion,
  heardAt: rfc3339OrNull(heardAt),
  silent: silent.map(({ name, since }) => ({ name, since: rfc3339OrNull(since) })),
});

const viewOfNight = ({ beds, doors, alarms, ...night }: Night): z.infer<typeof nightView> => ({
  ...night,
  beds: beds.map(({ inBed, ...bed }) => ({ ...bed, inBed: inBed.map(({ from, to }) => ({ from: rfc3339(from), to: rfc3339OrNull(to) })) })),
  doors: doors.map((door) => ({ ...door, at: rfc3339(door.at) })),
  alarms: alarms.map((alarm) => ({ ...alarm, at: rfc3339(alarm.at) })),
});
