import type pg from "pg";
import { homeStrip, stripHours } from "#domain/answering/homeStrip.ts";
import type { Registry } from "#homes/registry.ts";
import { recordLook } from "../../access/accessLog.ts";
import { touchableHome } from "../../access/touchableHome.ts";
import type { Api } from "../../api.ts";
import { refusals } from "../../errors.ts";
import { type HomeClock, homeTime } from "../homeClock.ts";
import { homeParams } from "../homes.ts";
import { type QuietTime, type StripBin, type StripFacts, shapeStrip } from "./shapeStrip.ts";

/** Whether a reading says "on"; null where its kind has no such thing. */
const isOn = `CASE kind WHEN 'button' THEN (value ->> 'pressed')::boolean WHEN 'fall' THEN value ->> 'state' <> 'cancelled'
  WHEN 'bed' THEN (value ->> 'occupied')::boolean WHEN 'chair' THEN (value ->> 'occupied')::boolean WHEN 'door' THEN (value ->> 'open')::boolean
  WHEN 'boundary' THEN NOT (value ->> 'inside')::boolean WHEN 'unreadable' THEN true
  WHEN 'heartbeat' THEN NULL WHEN 'temperature' THEN NULL ELSE (value ->> 'detected')::boolean END`;
const begins = `to_timestamp($2::float8 / 1000)`;
const ends = `to_timestamp($3::float8 / 1000)`;

/** Summed up by the database in steps of two minutes, less than a pixel of the strip: thousands of readings never reach the service. */
const selectBins = `
  SELECT device_id::text AS "deviceId", kind, min(time) FILTER (WHERE is_on) AS "onAt", max(time) FILTER (WHERE NOT is_on) AS "offAt",
         (array_agg(is_on ORDER BY time DESC, position DESC))[1] AS "endsOn", (count(*) FILTER (WHERE is_on))::int AS count
    FROM (SELECT device_id, kind, time, position, ${isOn} AS is_on FROM reading
           WHERE home_id = $1 AND time >= ${begins} AND time < ${ends}) AS seen
   WHERE is_on IS NOT NULL
   GROUP BY device_id, kind, date_bin('2 minutes', time, 'epoch') ORDER BY min(time)`;

/** The devices that were "on" when the strip begins: the bed in which a person lies since the evening. Looks back a day. */
const selectOnBefore = `
  SELECT "deviceId", kind FROM (
    SELECT DISTINCT ON (device_id, kind) device_id::text AS "deviceId", kind, ${isOn} AS is_on FROM reading
     WHERE home_id = $1 AND time >= ${begins} - interval '1 day' AND time < ${begins} AND kind IN ('bed', 'chair', 'door', 'boundary', 'smoke', 'co', 'gas', 'flood')
     ORDER BY device_id, kind, time DESC, position DESC) AS latest
   WHERE is_on`;

/** Each time in which a device sent nothing for three of its intervals. A day before the strip, or its registration, counts as a reading. */
const selectQuiet = `
  SELECT device_id::text AS "deviceId", time AS "from", next AS "to"
    FROM (SELECT device_id, time, lead(time, 1, ${ends}) OVER (PARTITION BY device_id ORDER BY time) AS next
            FROM (SELECT device_id, time FROM reading WHERE home_id = $1 AND time >= ${begins} - interval '1 day' AND time < ${ends}
                  UNION ALL
                  SELECT id, greatest(registered_at, ${begins} - interval '1 day') FROM device WHERE home_id = $1) AS seen) AS heard
    JOIN device ON device.id = device_id
   WHERE next > ${begins} AND next - time > 3 * expected_interval_seconds * interval '1 second'
   ORDER BY time`;

interface StripNeeds extends HomeClock {
  pool: pg.Pool;
  registry: Registry;
}

export function stripRoutes(api: Api, needs: StripNeeds): void {
  const { pool, registry } = needs;
  api.get(
    "/homes/:id/strip",
    {
      config: { needs: "seeReadings" },
      schema: {
        summary: `Show the last ${stripHours} hours of a home, device by device`,
        description:
          "Shaped and thinned for a screen. The access log records who looked. In a test home the hours are those of its own clock.",
        tags: ["readings"],
        params: homeParams,
        response: { 200: homeStrip, ...refusals(401, 403, 404, 422, 503) },
      },
    },
    async ({ caller, params }) => {
      const home = touchableHome(registry, caller, params.id);
      await recordLook(pool, caller, "readings", home.id);
      const to = homeTime(needs, home) + 1;
      const from = to - stripHours * 3_600_000;
      const values = [home.id, from, to];
      const bins = (await pool.query<StripBin>(selectBins, values)).rows;
      const onBefore = (await pool.query<StripFacts["onBefore"][number]>(selectOnBefore, values.slice(0, 2))).rows;
      const quiet = (await pool.query<QuietTime>(selectQuiet, values)).rows;
      return shapeStrip({ from, to, home, bins, onBefore, quiet });
    },
  );
}
