import type pg from "pg";
import { type ServiceLevel, serviceLevelOf, targets } from "#domain/answering/serviceLevel.ts";
import type { WallCase, WallView } from "#domain/answering/wall.ts";
import { rankOf } from "../alarm/alarmViews.ts";
import type { PersonOnDuty } from "../watch/onDuty.ts";
import { callRulesSql } from "./caseFacts.ts";

const selectOpen = `
  SELECT c.id::text, c.version, c.home_id::text AS "homeId", h.name AS "homeName", c.state, c.priority, c.rings, c.centre_since AS "centreSince",
         c.touched_at AS "touchedAt", c.asked_at AS "askedAt", c.follow_up_at AS "followUpAt", c.held_by AS "heldBy", c.held_name AS "heldName"
    FROM alarm_case c JOIN home h ON h.id = c.home_id
   WHERE c.state <> 'closed' AND NOT c.technical AND answered_as(h.mode) = 'live' AND NOT h.canary
   ORDER BY -${rankOf("c.priority")}, c.centre_since, c.id`;

const monthBegins = `date_trunc('month', to_timestamp($1::float8 / 1000) AT TIME ZONE $2) AT TIME ZONE $2`;
const dayBegins = `date_trunc('day', to_timestamp($1::float8 / 1000) AT TIME ZONE $2) AT TIME ZONE $2`;

/** Calls of the month and of today: those that are over, and those that are open and answered, or that wait for longer than a minute already. */
const selectAnswered = `
  WITH open_call AS (
    SELECT c.called_at, CASE WHEN EXISTS (SELECT FROM alarm a WHERE a.case_id = c.id AND a.rule IN (${callRulesSql}))
                             THEN 'call' ELSE 'automatic' END AS signal,
           extract(epoch FROM coalesce(c.answered_at, to_timestamp($1::float8 / 1000)) - c.called_at) AS seconds
      FROM alarm_case c JOIN home h ON h.id = c.home_id
     WHERE c.state <> 'closed' AND NOT c.technical AND c.called_at IS NOT NULL AND answered_as(h.mode) = 'live' AND NOT h.canary
       AND (c.answered_at IS NOT NULL OR c.called_at < to_timestamp($1::float8 / 1000) - interval '60 s')
  ), counted AS (
    SELECT quarter AS at, signal, calls, within60, within180 FROM answered_quarter
     WHERE quarter >= ${monthBegins}
    UNION ALL
    SELECT called_at, signal, 1, CASE WHEN seconds <= 60 THEN 1 ELSE 0 END, CASE WHEN seconds <= 180 THEN 1 ELSE 0 END FROM open_call
     WHERE called_at >= ${monthBegins}
  )
  SELECT signal, at >= ${dayBegins} AS today, sum(calls)::int AS calls, sum(within60)::int AS within60, sum(within180)::int AS within180
    FROM counted GROUP BY 1, 2`;

const countTechnical = `SELECT count(*)::int AS open FROM alarm_case c JOIN home h ON h.id = c.home_id
  WHERE c.state <> 'closed' AND c.technical AND answered_as(h.mode) = 'live' AND NOT h.canary`;

const countMessages = `SELECT count(*) FILTER (WHERE state = 'failed')::int AS failed, count(*) FILTER (WHERE state IN ('sent', 'delivered'))::int AS sent,
    count(*) FILTER (WHERE channel <> 'webhook' AND state IN ('waiting', 'sending') AND next_at < to_timestamp($1::float8 / 1000) - interval '1 minute')::int AS stuck
  FROM notification WHERE created_at > to_timestamp($1::float8 / 1000) - interval '1 hour'`;

interface OpenRow extends Omit<WallCase, "since" | "heldBy"> {
  centreSince: number | null;
  touchedAt: number | null;
  askedAt: number | null;
  followUpAt: number | null;
  heldBy: string | null;
  heldName: string | null;
}

interface AnsweredRow {
  signal: "call" | "automatic";
  today: boolean;
  calls: number;
  within60: number;
  within180: number;
}

export interface WallNeeds {
  pool: pg.Pool;
  people: readonly PersonOnDuty[];
  isRecording: boolean;
  /** Null: it is switched off. */
  canaryIsWell: boolean | null;
  /** See `Notify`. */
  hasLocalLinks: boolean;
  timezone: string;
  /** Epoch ms. */
  now: number;
}

/** Reads what the wall shows. `pool` gives times in epoch ms. */
export async function readWall({ pool, people, isRecording, canaryIsWell, hasLocalLinks, timezone, now }: WallNeeds): Promise<WallView> {
  const { rows: open } = await pool.query<OpenRow>(selectOpen);
  const { rows: answered } = await pool.query<AnsweredRow>(selectAnswered, [now, timezone]);
  const technical = (await pool.query<{ open: number }>(countTechnical)).rows[0]?.open ?? 0;
  const messages = (await pool.query<{ failed: number; sent: number; stuck: number }>(countMessages, [now])).rows[0];
  const waiting = open.filter(({ state, centreSince }) => state === "waiting" && centreSince !== null);
  const held = open.filter(({ heldBy }) => heldBy !== null);
  const isOnDuty = new Set(people.map(({ id }) => id));
  return {
    asOf: new Date(now).toISOString(),
    timezone,
    waiting: waiting.toSorted((a, b) => (a.centreSince ?? 0) - (b.centreSince ?? 0)).map(asWallCase),
    withFamily: open.filter(({ state, centreSince }) => state === "waiting" && centreSince === null).length,
    heldTooLong: held.filter(({ askedAt }) => askedAt !== null).map(asWallCase),
    onDuty: people.map((person) => ({ ...person, cases: held.filter(({ heldBy }) => heldBy === person.id).map(asWallCase) })),
    away: held.filter(({ heldBy }) => !isOnDuty.has(heldBy ?? "")).map(asWallCase),
    today: levelsOf(answered.filter(({ today }) => today)),
    month: levelsOf(answered),
    lamps: [
      lamp(
        "recording",
        isRecording ? "well" : "fault",
        isRecording ? "Readings are recorded" : "Nothing is recorded: look at the database",
      ),
      lamp("devices", technical === 0 ? "well" : "warning", technical === 0 ? "No faults" : `${technical} on the technical list`),
      channelsLamp({ ...(messages ?? { failed: 0, sent: 0, stuck: 0 }), hasLocalLinks }),
      canaryLamp(canaryIsWell),
    ],
  };
}

function asWallCase({ centreSince, touchedAt, askedAt, followUpAt, heldBy, heldName, ...shown }: OpenRow): WallCase {
  const since = centreSince ?? touchedAt ?? followUpAt ?? askedAt ?? 0;
  return { ...shown, since: new Date(since).toISOString(), heldBy: heldBy === null ? null : { id: heldBy, name: heldName ?? "" } };
}

function levelsOf(rows: readonly AnsweredRow[]): WallView["month"] {
  const of = (wanted: AnsweredRow["signal"]): ServiceLevel[] => {
    const counted = rows.filter(({ signal }) => signal === wanted);
    const sum = (name: "calls" | "within60" | "within180"): number => counted.reduce((total, row) => total + row[name], 0);
    const calls = sum("calls");
    return targets.map((target) => serviceLevelOf({ calls, within: sum(target.seconds === 60 ? "within60" : "within180") }, target));
  };
  return { calls: of("call"), automatic: of("automatic") };
}

type Lamp = WallView["lamps"][number];
const lamp = (name: Lamp["name"], state: Lamp["state"], text: string): Lamp => ({ name, state, text });

const messagesText = (count: number): string => `${count} ${count === 1 ? "message" : "messages"}`;

function channelsLamp(of: { failed: number; sent: number; stuck: number; hasLocalLinks: boolean }): Lamp {
  const { failed, sent, stuck, hasLocalLinks } = of;
  if (stuck > 0) return lamp("channels", "fault", stuck === 1 ? "A message does not leave" : `${stuck} messages do not leave`);
  if (failed === 0 && hasLocalLinks) return lamp("channels", "warning", "Links in messages open only inside the centre");
  if (failed === 0)
    return lamp("channels", "well", sent === 0 ? "No messages in the last hour" : `${messagesText(sent)} sent in the last hour`);
  return lamp("channels", sent === 0 ? "fault" : "warning", `${failed} of ${failed + sent} messages failed in the last hour`);
}

const canaryLamp = (isWell: boolean | null): Lamp => {
  if (isWell === null) return lamp("canary", "off", "Switched off");
  return isWell ? lamp("canary", "well", "The test press comes through") : lamp("canary", "fault", "The test press does not come through");
};
