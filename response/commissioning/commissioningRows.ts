import type pg from "pg";
import type { Author } from "#domain/alarm.ts";

/** Commissioning in the database. Times in epoch ms. */

const selectState = `SELECT mode, commissioning_since AS since, commissioning_until AS until, commissioning_by AS "byId", commissioning_name AS "byName"
  FROM home WHERE id = $1`;
const lockState = `${selectState} FOR NO KEY UPDATE`;

/** $1 home, $2 now, $3 until, $4 and $5 who. A home that is in commissioning already keeps its beginning. */
const beginStatement = `UPDATE home SET mode = 'commissioning', commissioning_until = to_timestamp($3::float8 / 1000), commissioning_by = $4, commissioning_name = $5,
    commissioning_since = CASE WHEN mode = 'commissioning' AND commissioning_since IS NOT NULL THEN commissioning_since ELSE to_timestamp($2::float8 / 1000) END
  WHERE id = $1`;
const endStatement = `UPDATE home SET mode = 'live', commissioning_until = NULL WHERE id = $1`;
const hasDevice = `EXISTS (SELECT FROM device WHERE home_id = home.id AND ended_at IS NULL)`;
/**
 * Homes that were registered in commissioning, for example by an import: their time begins now. So it does in a home whose time was over before
 * anything was installed, once it has a device.
 */
const stampStatement = `
  WITH new AS (
    SELECT id, commissioning_since IS NOT NULL AS "wasEmpty" FROM home
     WHERE mode = 'commissioning' AND commissioning_until IS NULL AND (commissioning_since IS NULL OR ${hasDevice}) ORDER BY id FOR NO KEY UPDATE SKIP LOCKED
  )
  UPDATE home SET commissioning_since = coalesce(commissioning_since, to_timestamp($1::float8 / 1000)), commissioning_until = to_timestamp($2::float8 / 1000)
    FROM new WHERE home.id = new.id RETURNING home.id::text, new."wasEmpty"`;
/** The home has no end of commissioning any more: it waits until something is installed. */
const waitStatement = `UPDATE home SET commissioning_until = NULL WHERE id = $1`;
const insertChange = `INSERT INTO record_change (home_id, kind, record_id, before, after, by_id, by_name, at)
  VALUES ($1, 'home', $1, jsonb_build_object('mode', $2::text), jsonb_build_object('mode', $3::text), $4, $5, to_timestamp($6::float8 / 1000))`;

/**
 * The homes that end now: their time is over, or an urgent or critical alarm has waited too long. An installer who tests a sensor says so within
 * minutes; water, a fall or a silent pendant that no one calls a test is real. $1 now, $2 alarms since before this.
 */
const selectDue = `SELECT id::text, commissioning_until <= to_timestamp($1::float8 / 1000) AS "isOver",
    NOT ${hasDevice} AND NOT EXISTS (SELECT FROM alarm_case WHERE home_id = home.id AND state <> 'closed' AND NOT technical) AS "isEmpty"
  FROM home
  WHERE mode = 'commissioning' AND (commissioning_until <= to_timestamp($1::float8 / 1000) OR EXISTS (
    SELECT FROM alarm_case c JOIN alarm a ON a.case_id = c.id
     WHERE c.home_id = home.id AND c.state = 'waiting' AND NOT c.technical AND a.state = 'open' AND a.priority IN ('urgent', 'critical')
       AND a.raised_at <= to_timestamp($2::float8 / 1000)))
  ORDER BY commissioning_until LIMIT 100`;

/** The open case of the home comes to the centre: every desk rings from now on. $1 home, $2 now, $3 the line of its timeline, $4 and $5 who. */
const handToCentre = `
  WITH handed AS (
    UPDATE alarm_case SET version = version + 1, centre_since = to_timestamp($2::float8 / 1000), centre_steps = 0, next_at = to_timestamp($2::float8 / 1000)
     WHERE home_id = $1 AND state = 'waiting' AND NOT technical RETURNING id
  ), held AS (
    UPDATE alarm_case SET version = version + 1, next_at = to_timestamp($2::float8 / 1000)
     WHERE home_id = $1 AND state IN ('claimed', 'followUp') AND NOT technical RETURNING id
  ), noted AS (
    INSERT INTO case_timeline (case_id, at, event, text, by_id, by_name)
    SELECT id, to_timestamp($2::float8 / 1000), 'atCentre', $3, $4, $5 FROM handed
  )
  SELECT id::text FROM handed UNION ALL SELECT id::text FROM held`;

const selectOpenCase = `SELECT id::text FROM alarm_case WHERE home_id = $1 AND state <> 'closed' AND NOT technical`;

const insertMessage = `INSERT INTO notification (dedup_key, kind, recipient, recipient_id, name, channel, address, sentence, state, next_at, created_at)
  SELECT 'commissioning/' || $1 || '/' || $2::bigint, 'commissioning', 'installer', id, name, 'email', email, $4, 'waiting',
         to_timestamp($2::float8 / 1000), to_timestamp($2::float8 / 1000)
    FROM "user" WHERE id = $3
  ON CONFLICT (dedup_key) DO NOTHING`;

/** How a home is commissioned. Times null: never. */
export interface CommissioningState {
  mode: string;
  since: number | null;
  until: number | null;
  byId: string | null;
  byName: string | null;
}

export const readCommissioning = async (client: pg.ClientBase | pg.Pool, homeId: string): Promise<CommissioningState | null> =>
  (await client.query<CommissioningState>(selectState, [homeId])).rows[0] ?? null;

export const lockCommissioning = async (client: pg.ClientBase, homeId: string): Promise<CommissioningState | null> =>
  (await client.query<CommissioningState>(lockState, [homeId])).rows[0] ?? null;

export async function writeBegin(
  client: pg.ClientBase,
  homeId: string,
  mode: string,
  times: { now: number; until: number },
  by: Author,
): Promise<void> {
  await client.query(beginStatement, [homeId, times.now, times.until, by.id, by.name]);
  if (mode !== "commissioning") await client.query(insertChange, [homeId, mode, "commissioning", by.id, by.name, times.now]);
}

export async function writeEnd(client: pg.ClientBase, homeId: string, now: number, by: Author): Promise<void> {
  await client.query(endStatement, [homeId]);
  await client.query(insertChange, [homeId, "commissioning", "live", by.id, by.name, now]);
}

/** Gives the homes whose time begins. `wasEmpty`: it waited for its first device. */
export const stampNew = async (client: pg.ClientBase, now: number, until: number): Promise<{ id: string; wasEmpty: boolean }[]> =>
  (await client.query<{ id: string; wasEmpty: boolean }>(stampStatement, [now, until])).rows;

export async function writeWait(client: pg.ClientBase, homeId: string): Promise<void> {
  await client.query(waitStatement, [homeId]);
}

interface DueCommissioning {
  id: string;
  /** Its time is over. */
  isOver: boolean;
  /** It has no device, and no call waits. */
  isEmpty: boolean;
}

export const dueCommissionings = async (pool: pg.Pool, now: number, waitingSince: number): Promise<DueCommissioning[]> =>
  (await pool.query<DueCommissioning>(selectDue, [now, waitingSince])).rows;

/** Gives the ids of the cases that changed. */
export const handOpenCase = async (
  client: pg.ClientBase,
  homeId: string,
  now: number,
  text: string,
  by: Author | null,
): Promise<string[]> =>
  (await client.query<{ id: string }>(handToCentre, [homeId, now, text, by?.id ?? null, by?.name ?? null])).rows.map(({ id }) => id);

export const openCaseOf = async (client: pg.ClientBase, homeId: string): Promise<string | null> =>
  (await client.query<{ id: string }>(selectOpenCase, [homeId])).rows[0]?.id ?? null;

/** To the installer, if that is an account with an address. */
export async function writeMessage(
  client: pg.ClientBase,
  homeId: string,
  now: number,
  installerId: string,
  sentence: string,
): Promise<void> {
  await client.query(insertMessage, [homeId, now, installerId, sentence]);
}
