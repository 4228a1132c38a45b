import type pg from "pg";
import type { HomeGroup } from "#domain/outage/findOutages.ts";
import type { OutageCause } from "#domain/outage/outageCause.ts";
import type { OutageSettings } from "#domain/outage/outageSettings.ts";
import { isCounted, isCovered, isStillSilent, ms, narrowestFirst, valuesOfHome } from "./homesOfOutage.ts";

/**
 * Outages in the database, for the clock that finds, follows and ends them. Times in epoch ms. What changes rows of a home takes its lock first, as
 * everything does (alarm/raiseAlarm.ts), and leaves out a home that is locked: a press never waits for more than a moment, and nothing waits in a
 * circle. The next look takes the others.
 */

/** So many homes in one look. */
const mostHomes = 500;
const locked = (homes: string): string =>
  `SELECT home.id FROM home WHERE home.id IN (${homes}) ORDER BY home.id LIMIT ${mostHomes} FOR NO KEY UPDATE SKIP LOCKED`;

/** Silences that are in no outage yet: late devices, and those that rang before there was an outage. */
const uncounted = `SELECT a.id, a.home_id, a.raised_at FROM alarm a JOIN home h ON h.id = a.home_id
  WHERE a.state = 'open' AND a.rule = 'silence' AND a.outage_id IS NULL AND ${isCounted} AND a.raised_at > ${ms(1)}
    AND ${isStillSilent}`;

const countUncounted = `SELECT count(DISTINCT home_id)::int AS homes, coalesce(max(id), 0)::text AS newest FROM (${uncounted}) AS silence`;

/** Homes of open outages are left out: their silence is explained. */
const selectGroups = `
  WITH silent AS (SELECT DISTINCT home_id FROM (${uncounted}) AS silence),
  counted AS (
    SELECT ${valuesOfHome} AS "values", h.id IN (SELECT home_id FROM silent) AS is_silent FROM home h
     WHERE ${isCounted} AND EXISTS (SELECT FROM device WHERE home_id = h.id AND ended_at IS NULL)
       AND NOT EXISTS (SELECT FROM outage o WHERE o.ended_at IS NULL AND ${isCovered}))
  SELECT "values", count(*)::int AS homes, count(*) FILTER (WHERE is_silent)::int AS silent FROM counted GROUP BY 1`;

/** Where one of the same cause was open until now, for example by another process, nothing happens. */
const openOutage = `
  WITH silent AS (
    SELECT min(s.raised_at) AS since FROM (${uncounted}) AS s JOIN home h ON h.id = s.home_id,
      (SELECT $2::text AS cause, $3::text AS value) AS o WHERE ${isCovered}
  ), incident AS (
    INSERT INTO service_incident (kind, from_at, to_at, text, shown, subject)
    SELECT 'outage', since, greatest(since, ${ms(4)}), $6, true, $2 || '/' || $3 FROM silent WHERE since IS NOT NULL
    ON CONFLICT (kind, from_at, subject) DO UPDATE SET to_at = excluded.to_at RETURNING id
  )
  INSERT INTO outage (incident_id, cause, value, opened_at, hold_minutes, longest_hold_minutes)
  SELECT id, $2, $3, ${ms(4)}, $5::int, $7::int FROM incident
  ON CONFLICT DO NOTHING`;

/** Each silence joins the narrowest open outage that covers its home. */
const joinSilences = `
  WITH covered AS MATERIALIZED (
    SELECT s.id, s.home_id, s.raised_at,
           (SELECT o.incident_id FROM outage o WHERE o.ended_at IS NULL AND ${isCovered} ORDER BY ${narrowestFirst} LIMIT 1) AS outage_id
      FROM (${uncounted}) AS s JOIN home h ON h.id = s.home_id
  ), locked AS MATERIALIZED (${locked("SELECT home_id FROM covered WHERE outage_id IS NOT NULL")}
  ), joining AS (
    SELECT covered.* FROM covered JOIN locked ON locked.id = covered.home_id WHERE outage_id IS NOT NULL
  ), joined AS (
    UPDATE alarm SET outage_id = joining.outage_id FROM joining WHERE alarm.id = joining.id
  ), homes AS (
    INSERT INTO outage_home (incident_id, home_id, silent_since)
    SELECT outage_id, home_id, min(raised_at) FROM joining GROUP BY 1, 2
    ON CONFLICT (incident_id, home_id) DO UPDATE SET back_at = NULL RETURNING home_id
  )
  SELECT count(*)::int AS homes FROM homes`;

/** A home is back when no device of it is silent any more. It may fall silent again. */
const markBack = `
  WITH returned AS MATERIALIZED (
    SELECT oh.incident_id, oh.home_id FROM outage_home oh JOIN outage o ON o.incident_id = oh.incident_id
     WHERE o.ended_at IS NULL AND oh.back_at IS NULL
       AND NOT EXISTS (SELECT FROM alarm a WHERE a.home_id = oh.home_id AND a.state = 'open' AND a.rule = 'silence' AND ${isStillSilent})
  ), locked AS MATERIALIZED (${locked("SELECT home_id FROM returned")}
  ), back AS (
    UPDATE outage_home AS oh SET back_at = ${ms(1)} FROM returned JOIN locked ON locked.id = returned.home_id
     WHERE oh.incident_id = returned.incident_id AND oh.home_id = returned.home_id RETURNING oh.incident_id
  ), last AS (
    UPDATE outage SET last_back_at = ${ms(1)} WHERE incident_id IN (SELECT incident_id FROM back)
  )
  SELECT count(*)::int AS homes FROM back`;

const selectOpen = `SELECT o.incident_id::text AS id, o.cause, o.value, coalesce(o.last_back_at, o.opened_at) AS "lastBackAt",
    count(oh.home_id)::int AS homes, count(oh.home_id) FILTER (WHERE oh.back_at IS NULL)::int AS silent
  FROM outage o LEFT JOIN outage_home oh ON oh.incident_id = o.incident_id
  WHERE o.ended_at IS NULL GROUP BY o.incident_id`;

const endOutage = `
  WITH ended AS (
    UPDATE outage SET ended_at = ${ms(2)} WHERE incident_id = $1 AND ended_at IS NULL RETURNING incident_id
  )
  UPDATE service_incident SET to_at = greatest(from_at, ${ms(2)}), text = $3 FROM ended WHERE id = ended.incident_id`;

/** What an outage held that is over is due now. */
const ringHeldOfEnded = `
  WITH held AS MATERIALIZED (
    SELECT c.id, c.home_id FROM alarm a JOIN outage o ON o.incident_id = a.outage_id JOIN alarm_case c ON c.id = a.case_id
     WHERE a.state = 'open' AND a.rule = 'silence' AND o.ended_at IS NOT NULL
       AND c.held_until IS NOT NULL AND c.state <> 'closed' AND c.next_at > ${ms(1)}
  ), locked AS MATERIALIZED (${locked("SELECT home_id FROM held")})
  UPDATE alarm_case SET next_at = ${ms(1)} FROM held JOIN locked ON locked.id = held.home_id WHERE alarm_case.id = held.id`;

/** An outage lasts, or one that is over still holds something. */
const selectWork = `SELECT EXISTS (SELECT FROM outage WHERE ended_at IS NULL)
  OR EXISTS (SELECT FROM alarm_case WHERE held_until IS NOT NULL AND state <> 'closed') AS "isThere"`;

const prolong = `UPDATE service_incident SET to_at = greatest(from_at, ${ms(2)}), text = $3 WHERE id = $1`;

export interface OpenOutage extends OutageCause {
  id: string;
  homes: number;
  /** Of these homes, so many are silent now. */
  silent: number;
  /** When the last home came back; without one, when the outage was found. */
  lastBackAt: number;
}

/** How many homes are silent and in no outage, and the newest of their silences. `since`: only silences after this. */
export const uncountedSilences = async (client: pg.ClientBase, since: number): Promise<{ homes: number; newest: string }> =>
  (await client.query<{ homes: number; newest: string }>(countUncounted, [since])).rows[0] ?? { homes: 0, newest: "0" };

export const homeGroups = async (client: pg.ClientBase, since: number): Promise<HomeGroup[]> =>
  (await client.query<HomeGroup>(selectGroups, [since])).rows;

export async function insertOutage(
  client: pg.ClientBase,
  { cause, value }: OutageCause,
  { since, now, settings, text }: { since: number; now: number; settings: OutageSettings; text: string },
): Promise<void> {
  await client.query(openOutage, [since, cause, value, now, settings.holdMinutes, text, settings.longestHoldMinutes]);
}

export const hasOutageWork = async (pool: pg.Pool): Promise<boolean> =>
  (await pool.query<{ isThere: boolean }>(selectWork)).rows[0]?.isThere ?? false;

/** Gives how many homes joined an outage. */
export const joinOutages = async (client: pg.ClientBase, since: number): Promise<number> =>
  (await client.query<{ homes: number }>(joinSilences, [since])).rows[0]?.homes ?? 0;

/** Gives how many homes came back. */
export const noteBack = async (client: pg.ClientBase, now: number): Promise<number> =>
  (await client.query<{ homes: number }>(markBack, [now])).rows[0]?.homes ?? 0;

export const openOutages = async (client: pg.ClientBase): Promise<OpenOutage[]> => (await client.query<OpenOutage>(selectOpen)).rows;

export async function writeEnd(client: pg.ClientBase, id: string, now: number, text: string): Promise<void> {
  await client.query(endOutage, [id, now, text]);
}

export async function writeProgress(client: pg.ClientBase, id: string, now: number, text: string): Promise<void> {
  await client.query(prolong, [id, now, text]);
}

export async function ringSilencesOfEnded(client: pg.ClientBase, now: number): Promise<void> {
  await client.query(ringHeldOfEnded, [now]);
}
