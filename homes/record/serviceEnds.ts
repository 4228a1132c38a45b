import type pg from "pg";
import type { Author } from "#domain/alarm.ts";
import type { HomeId } from "#domain/ids.ts";
import type { Registry } from "../registry.ts";
import type { Records } from "./records.ts";

/** How a home's service ended. Times in epoch ms. */
export interface ServiceEnd {
  at: number;
  why: string;
  by: string;
  /** The devices that were returned to stock. */
  returned: string[];
}

export type EndAnswer =
  | { ok: true }
  | { ok: false; why: "openCases"; cases: string[] }
  /** These are no devices of the home. */
  | { ok: false; why: "unknownDevices"; devices: string[] }
  /** It has ended already, or never ended; or the home is a test home. */
  | { ok: false; why: "mode" };

interface ServiceEndNeeds {
  registry: Registry;
  records: Records;
  /** Epoch ms. */
  now: () => number;
  /** After COMMIT of an end or a beginning: the carers of the home have lost it, or have it again. */
  changed?: () => Promise<void>;
}

/** Within this time a reopened home is as it was, also its returned devices. */
const undoMs = 86_400_000;

const lockHome = `SELECT mode FROM home WHERE id = $1 FOR NO KEY UPDATE`;
/** Invitations that have not left are not sent. An old link opens nothing while the home has ended. */
const dropInvitations = `UPDATE notification SET state = 'dropped', next_at = NULL, settled_at = to_timestamp($2::float8 / 1000)
  WHERE kind = 'invitation' AND state IN ('waiting', 'spare') AND recipient_id IN (SELECT id::text FROM contact WHERE home_id = $1)`;
const selectOpenCases = `SELECT id::text FROM alarm_case WHERE home_id = $1 AND state <> 'closed' ORDER BY alarm_case.id`;
const selectForeign = `SELECT wanted::text AS id FROM unnest($2::bigint[]) AS wanted
  WHERE NOT EXISTS (SELECT FROM device WHERE id = wanted AND home_id = $1 AND ended_at IS NULL)`;
const endService = `UPDATE home SET mode = 'ended', version = version + 1, commissioning_since = NULL, commissioning_until = NULL WHERE id = $1`;
const insertEnd = `INSERT INTO service_end (home_id, why, returned, at, by_id, by_name)
  VALUES ($1, $2, $3::bigint[], to_timestamp($4::float8 / 1000), $5, $6)`;
const reopenHome = `UPDATE home SET mode = 'live', version = version + 1 WHERE id = $1`;
const reopenEnd = `UPDATE service_end SET reopened_at = to_timestamp($2::float8 / 1000) WHERE home_id = $1 AND reopened_at IS NULL
  RETURNING at, returned::text[] AS returned`;
const takeOut = `UPDATE device SET ended_at = now(), version = version + 1 WHERE home_id = $1 AND id = ANY ($2::bigint[]) AND ended_at IS NULL`;
const selectEnd = `SELECT at, why, by_name AS by, returned::text[] AS returned FROM service_end WHERE home_id = $1 AND reopened_at IS NULL`;

/** How the service of a home ended; null where it did not. */
export const readServiceEnd = async (pool: pg.Pool, homeId: HomeId): Promise<ServiceEnd | null> =>
  (await pool.query<ServiceEnd>(selectEnd, [homeId])).rows[0] ?? null;

/**
 * Ends the service of a home and begins it again. At the end every login of the home ends and no rule watches it, and only a call that was on its way rings;
 * its carers see nothing of it. It ends only when no case is open, so it cuts off no ladder. Its record, readings and alarms stay. The rules learn
 * again from the readings of the last two days when it is reopened.
 *
 * Example: Mrs Birch moved to a care home; the end on Monday lists her pendant as returned. Reopened on Tuesday morning by mistake of a date, all is as
 * it was. Reopened in March, the pendant is out, and an installer adds another.
 */
export class ServiceEnds {
  readonly #needs: ServiceEndNeeds;

  constructor(needs: ServiceEndNeeds) {
    this.#needs = needs;
  }

  end(homeId: HomeId, { why, returned }: { why: string; returned: readonly string[] }, by: Author): Promise<EndAnswer> {
    return this.#change(homeId, async (client) => {
      const mode = await this.#lock(client, homeId);
      if (mode !== "live" && mode !== "commissioning") return { ok: false, why: "mode" };
      // No alarm is raised between this and COMMIT: alarms of rules wait for the same queue.
      const open = (await client.query<{ id: string }>(selectOpenCases, [homeId])).rows.map(({ id }) => id);
      if (open.length > 0) return { ok: false, why: "openCases", cases: open };
      const foreign = (await client.query<{ id: string }>(selectForeign, [homeId, returned])).rows.map(({ id }) => id);
      if (foreign.length > 0) return { ok: false, why: "unknownDevices", devices: foreign };
      await client.query(endService, [homeId]);
      await client.query(dropInvitations, [homeId, this.#needs.now()]);
      await client.query(insertEnd, [homeId, why, returned, this.#needs.now(), by.id, by.name]);
      await this.#needs.records.note(client, { kind: "home", homeId, id: homeId, by }, { mode }, { mode: "ended", why, returned });
      return { ok: true };
    });
  }

  reopen(homeId: HomeId, why: string, by: Author): Promise<EndAnswer> {
    return this.#change(homeId, async (client) => {
      if ((await this.#lock(client, homeId)) !== "ended") return { ok: false, why: "mode" };
      const now = this.#needs.now();
      const [end] = (await client.query<{ at: number; returned: string[] }>(reopenEnd, [homeId, now])).rows;
      await client.query(reopenHome, [homeId]);
      const isUndo = end !== undefined && now - end.at <= undoMs;
      const out = isUndo ? [] : (end?.returned ?? []);
      await client.query(takeOut, [homeId, out]);
      await this.#needs.records.note(
        client,
        { kind: "home", homeId, id: homeId, by },
        { mode: "ended" },
        { mode: "live", why, ...(isUndo ? {} : { takenOut: out }) },
      );
      return { ok: true };
    });
  }

  async #change(homeId: HomeId, write: (client: pg.ClientBase) => Promise<EndAnswer>): Promise<EndAnswer> {
    const answer = await this.#needs.registry.changeRecord<EndAnswer>(homeId, write);
    if (answer.ok) await this.#needs.changed?.();
    return answer;
  }

  async #lock(client: pg.ClientBase, homeId: HomeId): Promise<string | undefined> {
    return (await client.query<{ mode: string }>(lockHome, [homeId])).rows[0]?.mode;
  }
}
