import { createTask } from "node-cron";
import type pg from "pg";
import type { Log } from "#platform/log.ts";

const dayMs = 86_400_000;
/** So few at a time, so that the outbox never waits for a long delete. */
const batch = 5_000;

/**
 * Only what is over, and older than $2 by the service's clock ($1) and by the retention clock (migration 0009), so that a clock that is wrong for
 * a night drops nothing early. Times in epoch ms.
 */
const deleteOld = `
  DELETE FROM notification WHERE id IN (
    SELECT n.id FROM notification n LEFT JOIN alarm_case c ON c.id = n.case_id, retention_clock r
     WHERE n.state IN ('sent', 'delivered', 'failed', 'dropped', 'spare') AND coalesce(c.state, 'closed') = 'closed'
       AND n.created_at < least(to_timestamp($1::float8 / 1000), r.at) - $2::float8 * interval '1 ms'
     LIMIT ${batch})`;

export interface OldMessagesNeeds {
  pool: pg.Pool;
  keepDays: number;
  /** Epoch ms. */
  now: () => number;
  log: Log;
}

/** Deletes the records of messages that are older than `keepDays`, each night at 03:37 UTC. */
export class OldMessages {
  readonly #needs: OldMessagesNeeds;
  readonly #nightly: ReturnType<typeof createTask>;

  constructor(needs: OldMessagesNeeds) {
    this.#needs = needs;
    const failed = (error: unknown): void =>
      needs.log.warn({ err: error }, "could not delete the records of old messages; the next try is tomorrow at 03:37 UTC");
    this.#nightly = createTask("37 3 * * *", () => this.drop().catch(failed), { timezone: "UTC", noOverlap: true, unref: true });
  }

  start(): void {
    void this.#nightly.start();
  }

  stop(): void {
    void this.#nightly.destroy();
  }

  /** Gives how many were deleted. */
  async drop(): Promise<number> {
    const { pool, keepDays, now, log } = this.#needs;
    let dropped = 0;
    for (let last = batch; last === batch; dropped += last) last = (await pool.query(deleteOld, [now(), keepDays * dayMs])).rowCount ?? 0;
    if (dropped > 0) log.info({ dropped }, "deleted the records of old messages");
    return dropped;
  }
}
