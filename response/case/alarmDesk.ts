import type pg from "pg";
import { z } from "zod";
import { type AlarmView, alarmView, type Holder, outcomeLabel, type Priority, priorities } from "#domain/alarm.ts";
import type { HomeMode } from "#domain/home.ts";
import type { AlarmId, HomeId } from "#domain/ids.ts";
import { inTransaction } from "#platform/database.ts";
import type { AlarmFeedWriter } from "../alarm/alarmFeed.ts";
import { alarmsById, rankOf, selectAlarm } from "../alarm/alarmViews.ts";

/** What staff asked for was done, or why not. */
export type DeskAnswer =
  | { ok: true; alarm: AlarmView }
  | { ok: false; why: "unknown" | "closed" | "rangAgain" }
  | { ok: false; why: "held"; heldBy: Holder };

/** What operators answer, or what is wrong with devices: that rings nobody and ends by itself. */
export const alarmLists = ["queue", "technical"] as const;
export type AlarmList = (typeof alarmLists)[number];

export interface AlarmFilter {
  /** Both where it is left out. */
  list?: AlarmList;
  state?: "open" | "closed";
  homeId?: HomeId;
  mode?: HomeMode;
  priority?: Priority;
  limit: number;
  /** `next` of the page before. */
  after?: string;
}

/** A cursor that this desk did not give out. */
export class BadCursor extends Error {
  readonly code = "badCursor";
}

/** Where staff answer alarms. Each call is one transaction; whoever follows the feed is told after it. */
export interface AlarmDesk {
  /** Open alarms by urgency, then longest waiting; others newest first. */
  list(filter: AlarmFilter): Promise<{ items: AlarmView[]; next: string | null }>;
  /** How many are open on each list. */
  counts(mode?: HomeMode): Promise<Record<AlarmList, number>>;
  get(id: AlarmId): Promise<AlarmView | null>;
  /** Exclusive; claiming one's own again is no fault. */
  claim(id: AlarmId, by: Holder): Promise<DeskAnswer>;
  /** Anybody may add to the timeline, also after the close. */
  note(id: AlarmId, by: Holder, text: string): Promise<DeskAnswer>;
  /**
   * Refused while somebody else holds it, and with "rangAgain" where it rang more often than the `rings` that were seen:
   * a press that comes while somebody is closing is not closed with it.
   */
  close(id: AlarmId, by: Holder, end: { outcome: string; text?: string; rings?: number }): Promise<DeskAnswer>;
}

const rank = rankOf("a.priority");
const narrow = `($1::text IS NULL OR a.state = $1) AND ($2::bigint IS NULL OR a.home_id = $2) AND ($3::text IS NULL OR h.mode = $3)
    AND ($4::boolean IS NULL OR a.technical = $4) AND ($5::text IS NULL OR a.priority = $5)`;

const listOpen = `${selectAlarm}
  WHERE ${narrow} AND a.state = 'open'
    AND ($6::int IS NULL OR (-${rank}, a.raised_at, a.id) > (-$6::int, $7::timestamptz, $8::bigint))
  ORDER BY -${rank}, a.raised_at, a.id LIMIT $9`;

const listNewest = `${selectAlarm}
  WHERE ${narrow} AND ($6::bigint IS NULL OR a.id < $6)
  ORDER BY a.id DESC LIMIT $7`;

const countOpen = `SELECT count(*) FILTER (WHERE NOT a.technical)::int AS queue, count(*) FILTER (WHERE a.technical)::int AS technical
  FROM alarm a JOIN home h ON h.id = a.home_id WHERE a.state = 'open' AND ($1::text IS NULL OR h.mode = $1)`;

const claimFree = `UPDATE alarm SET held_by = $2, held_name = $3, version = version + 1
  WHERE id = $1 AND state = 'open' AND held_by IS NULL`;

const closeMine = `UPDATE alarm SET state = 'closed', outcome = $3, closed_at = now(), version = version + 1
  WHERE id = $1 AND state = 'open' AND (held_by IS NULL OR held_by = $2) AND ($4::int IS NULL OR rings <= $4)`;

const touch = `UPDATE alarm SET version = version + 1 WHERE id = $1`;

const addLine = `INSERT INTO alarm_timeline (alarm_id, at, event, text, by_id, by_name) VALUES ($1, now(), $2, $3, $4, $5)`;

const openCursor = z.object({ rank: z.number().int(), raisedAt: z.iso.datetime(), id: z.string().regex(/^\d+$/) });
const newestCursor = z.object({ id: z.string().regex(/^\d+$/) });

export function createAlarmDesk({ pool, feed }: { pool: pg.Pool; feed: AlarmFeedWriter }): AlarmDesk {
  /** Runs one change; where it touched nothing, says why not. */
  async function change(id: AlarmId, by: Holder, work: (client: pg.ClientBase) => Promise<boolean>, rings?: number): Promise<DeskAnswer> {
    const { changed, alarm } = await inTransaction(pool, async (client) => {
      const changed = await work(client);
      return { changed, alarm: (await alarmsById(client, [id]))[0] };
    });
    if (alarm === undefined) return { ok: false, why: "unknown" };
    if (changed) feed.alarmChanged(alarm);
    else if (alarm.state === "closed") return { ok: false, why: "closed" };
    else if (alarm.heldBy !== null && alarm.heldBy.id !== by.id) return { ok: false, why: "held", heldBy: alarm.heldBy };
    else if (rings !== undefined && alarm.rings > rings) return { ok: false, why: "rangAgain" };
    return { ok: true, alarm };
  }

  const line = (client: pg.ClientBase, id: AlarmId, event: string, text: string, by: Holder) =>
    client.query(addLine, [id, event, text, by.id, by.name]);

  return {
    async list({ list, state, homeId, mode, priority, limit, after }) {
      const technical = list === undefined ? null : list === "technical";
      const narrowed = [state ?? null, homeId ?? null, mode ?? null, technical, priority ?? null];
      if (state === "open") {
        const from = after === undefined ? null : readCursor(openCursor, after);
        const { rows } = await pool.query(listOpen, [...narrowed, from?.rank ?? null, from?.raisedAt ?? null, from?.id ?? null, limit + 1]);
        return page(rows, limit, (last) => ({ rank: priorities.indexOf(last.priority) + 1, raisedAt: last.raisedAt, id: last.id }));
      }
      const from = after === undefined ? null : readCursor(newestCursor, after);
      const { rows } = await pool.query(listNewest, [...narrowed, from?.id ?? null, limit + 1]);
      return page(rows, limit, (last) => ({ id: last.id }));
    },

    async counts(mode) {
      const { rows } = await pool.query<Record<AlarmList, number>>(countOpen, [mode ?? null]);
      return rows[0] ?? { queue: 0, technical: 0 };
    },

    async get(id) {
      const { rows } = await pool.query(`${selectAlarm} WHERE a.id = $1`, [id]);
      return rows.length === 0 ? null : alarmView.parse(rows[0]);
    },

    claim: (id, by) =>
      change(id, by, async (client) => {
        const { rowCount } = await client.query(claimFree, [id, by.id, by.name]);
        if (rowCount !== 1) return false;
        await line(client, id, "claimed", `${by.name} took it`, by);
        return true;
      }),

    note: (id, by, text) =>
      change(id, by, async (client) => {
        const { rowCount } = await client.query(touch, [id]);
        if (rowCount !== 1) return false;
        await line(client, id, "note", text, by);
        return true;
      }),

    close: (id, by, { outcome, text, rings }) =>
      change(
        id,
        by,
        async (client) => {
          const { rowCount } = await client.query(closeMine, [id, by.id, outcome, rings ?? null]);
          if (rowCount !== 1) return false;
          const ended = outcomeLabel(outcome);
          await line(client, id, "closed", text === undefined || text === "" ? `Closed: ${ended}` : `Closed: ${ended}. ${text}`, by);
          return true;
        },
        rings,
      ),
  };
}

function page(rows: unknown[], limit: number, cursorOf: (last: AlarmView) => object): { items: AlarmView[]; next: string | null } {
  const items = rows.slice(0, limit).map((row) => alarmView.parse(row));
  const last = items.at(-1);
  const more = rows.length > limit && last !== undefined;
  return { items, next: more ? Buffer.from(JSON.stringify(cursorOf(last))).toString("base64url") : null };
}

function readCursor<T>(schema: z.ZodType<T>, text: string): T {
  try {
    return schema.parse(JSON.parse(Buffer.from(text, "base64url").toString("utf8")));
  } catch (cause) {
    throw new BadCursor("this cursor did not come from a page before", { cause });
  }
}
