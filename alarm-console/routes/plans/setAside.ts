import type pg from "pg";
import type { HomeFacts } from "#domain/home.ts";
import { wallClock, wallDate } from "#domain/time/wallClock.ts";

/** As it stands on the technical list, which staff may have closed meanwhile: the rule's name is the episode. */
const selectFailed = `SELECT raised_at AS at FROM alarm
  WHERE home_id = $1 AND rule = 'ruleDisabled' AND key = concat($1::text, '/ruleDisabled/', $2::text) ORDER BY id DESC LIMIT 1`;

/** Why a rule that is set aside in a home guards nobody there: "it failed here on 22 November 2026, 01:00, and is set aside". */
export async function setAsideWords(pool: pg.Pool, { id, timezone }: Pick<HomeFacts, "id" | "timezone">, rule: string): Promise<string> {
  const failedAt = (await pool.query<{ at: number }>(selectFailed, [id, rule])).rows[0]?.at;
  const when = failedAt === undefined ? "" : ` on ${dateText(failedAt, timezone)}, ${wallClock(failedAt, timezone)},`;
  return `it failed here${when} and is set aside`;
}

const dateText = (instant: number, timezone: string): string =>
  Temporal.PlainDate.from(wallDate(instant, timezone)).toLocaleString("en-GB", { day: "numeric", month: "long", year: "numeric" });
