import type pg from "pg";
import { z } from "zod";
import { type AlarmView, alarmView, type Priority, priorities } from "#domain/alarm.ts";
import type { AnsweredMode } from "#domain/home.ts";
import type { AlarmId, HomeId } from "#domain/ids.ts";
import { pageOf, readCursor } from "#platform/page.ts";
import { rankOf, selectAlarm } from "../alarm/alarmViews.ts";

/** The queue holds alarms that operators answer. The technical list is about devices and rules: it makes no sound and ends by itself. */
export const alarmLists = ["queue", "technical"] as const;
export type AlarmList = (typeof alarmLists)[number];

export interface AlarmFilter {
  /** Left out: both lists. */
  list?: AlarmList;
  state?: "open" | "closed";
  homeId?: HomeId;
  mode?: AnsweredMode;
  priority?: Priority;
  limit: number;
  /** `next` of the page before. */
  after?: string;
}

export interface AlarmLists {
  /** Open alarms: highest priority first, then longest waiting. Others: newest first. */
  list(filter: AlarmFilter): Promise<{ items: AlarmView[]; next: string | null }>;
  /** How many alarms are open on each list. */
  counts(mode?: AnsweredMode): Promise<Record<AlarmList, number>>;
  get(id: AlarmId): Promise<AlarmView | null>;
}

const rank = rankOf("a.priority");
const narrow = `($1::text IS NULL OR a.state = $1) AND ($2::bigint IS NULL OR a.home_id = $2) AND ($3::text IS NULL OR answered_as(h.mode) = $3)
    AND ($4::boolean IS NULL OR a.technical = $4) AND ($5::text IS NULL OR a.priority = $5) AND NOT h.canary`;

const selectOpen = `${selectAlarm}
  WHERE ${narrow} AND a.state = 'open'
    AND ($6::int IS NULL OR (-${rank}, a.raised_at, a.id) > (-$6::int, $7::timestamptz, $8::bigint))
  ORDER BY -${rank}, a.raised_at, a.id LIMIT $9`;

const selectNewest = `${selectAlarm}
  WHERE ${narrow} AND ($6::bigint IS NULL OR a.id < $6)
  ORDER BY a.id DESC LIMIT $7`;

const selectOne = `${selectAlarm} WHERE a.id = $1`;

const countOpen = `SELECT count(*) FILTER (WHERE NOT a.technical)::int AS queue, count(*) FILTER (WHERE a.technical)::int AS technical
  FROM alarm a JOIN home h ON h.id = a.home_id WHERE a.state = 'open' AND NOT h.canary AND ($1::text IS NULL OR answered_as(h.mode) = $1)`;

const openCursor = z.object({ rank: z.number().int(), raisedAt: z.iso.datetime(), id: z.string().regex(/^\d+$/) });
const newestCursor = z.object({ id: z.string().regex(/^\d+$/) });

export function createAlarmLists(pool: pg.Pool): AlarmLists {
  return {
    async list({ list, state, homeId, mode, priority, limit, after }) {
      const isTechnical = list === undefined ? null : list === "technical";
      const narrowed = [state ?? null, homeId ?? null, mode ?? null, isTechnical, priority ?? null];
      if (state === "open") {
        const from = readCursor(openCursor, after);
        const { rows } = await pool.query(selectOpen, [
          ...narrowed,
          from?.rank ?? null,
          from?.raisedAt ?? null,
          from?.id ?? null,
          limit + 1,
        ]);
        return alarmPage(rows, limit, (last) => ({ rank: priorities.indexOf(last.priority) + 1, raisedAt: last.raisedAt, id: last.id }));
      }
      const from = readCursor(newestCursor, after);
      const { rows } = await pool.query(selectNewest, [...narrowed, from?.id ?? null, limit + 1]);
      return alarmPage(rows, limit, (last) => ({ id: last.id }));
    },

    async counts(mode) {
      const { rows } = await pool.query<Record<AlarmList, number>>(countOpen, [mode ?? null]);
      return rows[0] ?? { queue: 0, technical: 0 };
    },

    async get(id) {
      const { rows } = await pool.query(selectOne, [id]);
      return rows.length === 0 ? null : alarmView.parse(rows[0]);
    },
  };
}

function alarmPage(rows: unknown[], limit: number, cursorOf: (last: AlarmView) => object): { items: AlarmView[]; next: string | null } {
  const alarms = rows.map((row) => alarmView.parse(row));
  const { rows: items, next } = pageOf(alarms, limit, cursorOf);
  return { items, next };
}
