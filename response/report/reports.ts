import type pg from "pg";
import { outcomeKinds } from "../case/outcomes.ts";

/** What alarms can be counted by. `hour`: of the day, in the centre's time zone. */
export const reportGroups = ["outcome", "rule", "home", "hour"] as const;
export type ReportGroup = (typeof reportGroups)[number];

/** The kinds of outcomes, and those in a word of the centre's own. */
export const reportKinds = [...outcomeKinds, "other"] as const;
type ReportKind = (typeof reportKinds)[number];

/** Days in the centre's time zone, both included: "2026-11-01" to "2026-11-30". */
export interface Period {
  from: string;
  until: string;
  timezone: string;
}

/** Alarms that ended, by kind of outcome. */
export interface AlarmCounts extends Record<ReportKind, number> {
  /** The code of the outcome, the name of the rule, the id of the home, or the hour ("00" to "23"). */
  key: string;
  /** The name of the home or the words of the outcome; else the key. */
  label: string;
  alarms: number;
  rings: number;
}

export interface AnsweredDay {
  day: string;
  signal: "call" | "automatic";
  calls: number;
  within60: number;
  within180: number;
}

/** A call that was answered after more than three minutes, or that no person answered. Each is looked into. */
export interface LateAnswer {
  caseId: string;
  homeId: string;
  homeName: string;
  signal: "call" | "automatic";
  /** Epoch ms. */
  calledAt: number;
  seconds: number | null;
  answeredBy: string | null;
}

export interface FalseAlarms {
  homeId: string;
  homeName: string;
  rule: string;
  alarms: number;
  false: number;
}

const inPeriod = (column: string): string =>
  `${column} >= $1::date::timestamp AT TIME ZONE $3 AND ${column} < ($2::date + 1)::timestamp AT TIME ZONE $3`;

const kinds = reportKinds.map((kind) => `coalesce(sum(alarms) FILTER (WHERE kind = '${kind}'), 0)::int AS "${kind}"`).join(", ");

const countAlarms = `
  SELECT key, CASE $4 WHEN 'home' THEN (SELECT name FROM home WHERE home.id::text = key)
                      WHEN 'outcome' THEN coalesce((SELECT outcome.label FROM outcome WHERE outcome.code = key), key) ELSE key END AS label,
         sum(alarms)::int AS alarms, sum(rings)::int AS rings, ${kinds}
    FROM (SELECT *, CASE $4 WHEN 'outcome' THEN outcome WHEN 'rule' THEN rule WHEN 'home' THEN home_id::text
                            ELSE to_char(quarter AT TIME ZONE $3, 'HH24') END AS key
            FROM ended_quarter WHERE ${inPeriod("quarter")}) AS keyed
   GROUP BY key ORDER BY CASE WHEN $4 = 'hour' THEN 0 ELSE -sum(alarms) END, key`;

const countDays = `
  SELECT to_char(quarter AT TIME ZONE $3, 'YYYY-MM-DD') AS day, signal, sum(calls)::int AS calls, sum(within60)::int AS within60,
         sum(within180)::int AS within180
    FROM answered_quarter WHERE ${inPeriod("quarter")} GROUP BY 1, 2 ORDER BY 1, 2 DESC`;

const selectLate = `
  SELECT call.case_id::text AS "caseId", call.home_id::text AS "homeId", home.name AS "homeName", call.signal, call.called_at AS "calledAt",
         round(call.answer_seconds)::int AS seconds,
         (SELECT by_name FROM case_timeline WHERE case_id = call.case_id AND event IN ('claimed', 'takenOver', 'closed') AND by_name IS NOT NULL
           ORDER BY id LIMIT 1) AS "answeredBy"
    FROM centre_call AS call JOIN home ON home.id = call.home_id
   WHERE ${inPeriod("called_at")} AND (answer_seconds > 180 OR answer_seconds IS NULL) ORDER BY called_at DESC LIMIT 1000`;

const countFalse = `
  SELECT home_id::text AS "homeId", home.name AS "homeName", rule, sum(alarms)::int AS alarms,
         sum(alarms) FILTER (WHERE kind = 'false')::int AS "false"
    FROM ended_quarter JOIN home ON home.id = home_id WHERE ${inPeriod("quarter")}
   GROUP BY home_id, home.name, rule HAVING sum(alarms) FILTER (WHERE kind = 'false') > 0
   ORDER BY 5 DESC, 4 DESC, home.name, rule LIMIT 1000`;

const values = ({ from, until, timezone }: Period): string[] => [from, until, timezone];

export const alarmsBy = async (pool: pg.Pool, period: Period, by: ReportGroup): Promise<AlarmCounts[]> =>
  (await pool.query<AlarmCounts>(countAlarms, [...values(period), by])).rows;

export const answeredDays = async (pool: pg.Pool, period: Period): Promise<AnsweredDay[]> =>
  (await pool.query<AnsweredDay>(countDays, values(period))).rows;

export const lateAnswers = async (pool: pg.Pool, period: Period): Promise<LateAnswer[]> =>
  (await pool.query<LateAnswer>(selectLate, values(period))).rows;

export const falseAlarms = async (pool: pg.Pool, period: Period): Promise<FalseAlarms[]> =>
  (await pool.query<FalseAlarms>(countFalse, values(period))).rows;
