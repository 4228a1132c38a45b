import type pg from "pg";
import type { HomeFacts } from "#domain/home.ts";
import { wallClock, wallDate } from "#domain/time/wallClock.ts";

/** The technical alarm of the error, open or closed. The rule's name is the last part of the alarm's key. */
const selectFailure = `SELECT raised_at AS at FROM alarm
  WHERE home_id = $1 AND rule = 'ruleDisabled' AND key = concat($1::text, '/ruleDisabled/', $2::text) ORDER BY id DESC LIMIT 1`;

/** "disabled here after an error on 22 November 2026, 01:00" */
export async function disabledWords(pool: pg.Pool, { id, timezone }: Pick<HomeFacts, "id" | "timezone">, rule: string): Promise<string> {
  const failedAt = (await pool.query<{ at: number }>(selectFailure, [id, rule])).rows[0]?.at;
  const when = failedAt === undefined ? "" : ` on ${dateText(failedAt, timezone)}, ${wallClock(failedAt, timezone)}`;
  return `disabled here after an error${when}`;
}

const dateText = (instant: number, timezone: string): string =>
  Temporal.PlainDate.from(wallDate(instant, timezone)).toLocaleString("en-GB", { day: "numeric", month: "long", year: "numeric" });
