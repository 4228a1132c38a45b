import type pg from "pg";
import type { Log } from "#platform/log.ts";

const purgeEveryMs = 3_600_000;
const dropSessions = `DELETE FROM "session" WHERE "expiresAt" < now()`;
const dropChallenges = `DELETE FROM "verification" WHERE "expiresAt" < now()`;
const dropLinks = `DELETE FROM sign_in_link WHERE expires_at < now() - interval '30 days'`;

/** Deletes what has expired, at the start and each hour: it holds addresses and browsers of people, and is of no use. Gives a function that ends it. */
export function purgeExpired(pool: pg.Pool, log: Log): () => void {
  const purge = async (): Promise<void> => {
    try {
      for (const statement of [dropSessions, dropChallenges, dropLinks]) await pool.query(statement);
    } catch (error) {
      log.debug({ err: error }, "could not delete expired sessions; trying again in an hour");
    }
  };
  void purge();
  const timer = setInterval(() => void purge(), purgeEveryMs);
  return () => clearInterval(timer);
}
