import type pg from "pg";
import { officeLimit, officeRoles } from "./sessionLimits.ts";

/** Of desks alone, and no longer than their sessions last at most. */
const prolongOpen = `UPDATE "session" s
  SET "expiresAt" = least(now() + $3 * interval '1 millisecond', s."createdAt" + $4 * interval '1 millisecond'), "updatedAt" = now()
  FROM "user" u WHERE u.id = s."userId" AND s.id = ANY($1) AND u.role = ANY($2) AND s."expiresAt" > now()
    AND s."expiresAt" < least(now() + $5 * interval '1 millisecond', s."createdAt" + $4 * interval '1 millisecond')`;

/** Prolongs the sessions of desks that are open: an operator who waits for alarms uses no route. */
export async function keepOpen(pool: pg.Pool, sessionIds: readonly string[]): Promise<void> {
  const { idleMs, absoluteMs, prolongAfterMs } = officeLimit;
  if (sessionIds.length > 0) await pool.query(prolongOpen, [sessionIds, officeRoles, idleMs, absoluteMs, idleMs - prolongAfterMs]);
}
