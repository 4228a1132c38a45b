import type pg from "pg";
import { z } from "zod";
import { type Priority, priorities } from "#domain/alarm.ts";
import { type CaseView, caseView } from "#domain/answering/case.ts";
import type { AnsweredMode } from "#domain/home.ts";
import type { HomeId } from "#domain/ids.ts";
import { pageOf, readCursor } from "#platform/page.ts";
import { rankOf } from "../alarm/alarmViews.ts";
import { selectCase } from "./caseViews.ts";

export interface CaseFilter {
  /** `open`: each state but closed. Left out: all. */
  state?: CaseView["state"] | "open";
  homeId?: HomeId;
  mode?: AnsweredMode;
  technical?: boolean;
  /** Opened at this time or later, and before that one. RFC 3339. */
  from?: string;
  until?: string;
  priority?: Priority;
  /** Cases with an alarm of this rule, or with this outcome. */
  rule?: string;
  outcome?: string;
  /** Words of the home, its address or its people. */
  find?: string;
  /** Words of the name of the member of staff who closed it. */
  closedBy?: string;
  limit: number;
  /** `next` of the page before. */
  after?: string;
}

const rank = rankOf("c.priority");
const narrow = `($1::text IS NULL OR CASE $1 WHEN 'open' THEN c.state <> 'closed' ELSE c.state = $1 END) AND ($2::bigint IS NULL OR c.home_id = $2)
    AND ($3::text IS NULL OR answered_as(h.mode) = $3) AND ($4::boolean IS NULL OR c.technical = $4) AND NOT h.canary
    AND ($5::timestamptz IS NULL OR c.opened_at >= $5) AND ($6::timestamptz IS NULL OR c.opened_at < $6)
    AND ($7::text IS NULL OR c.priority = $7)
    AND ($8::text IS NULL OR EXISTS (SELECT FROM alarm a WHERE a.case_id = c.id AND a.rule = $8))
    AND ($9::text IS NULL OR EXISTS (SELECT FROM alarm a WHERE a.case_id = c.id AND a.outcome = $9))
    AND ($10::text IS NULL OR c.home_id IN (SELECT homes_about($10)))
    AND ($11::text IS NULL OR c.closed_by IN (
          SELECT id FROM "user" WHERE search_words(name) @@ search_query($11, ' & ', ':*')
          UNION ALL SELECT 'token:' || id FROM api_token WHERE search_words(name) @@ search_query($11, ' & ', ':*')))`;

const selectOpen = `${selectCase}
  WHERE ${narrow} AND c.state <> 'closed'
    AND ($12::int IS NULL OR (-${rank}, c.opened_at, c.id) > (-$12::int, $13::timestamptz, $14::bigint))
  ORDER BY -${rank}, c.opened_at, c.id LIMIT $15`;

const selectNewest = `${selectCase}
  WHERE ${narrow} AND ($12::bigint IS NULL OR c.id < $12)
  ORDER BY c.id DESC LIMIT $13`;

const selectOne = `${selectCase} WHERE c.id = $1`;

const openCursor = z.object({ rank: z.number().int(), openedAt: z.iso.datetime(), id: z.string().regex(/^\d+$/) });
const newestCursor = z.object({ id: z.string().regex(/^\d+$/) });

/** Reads cases for staff. Open ones: highest priority first, then longest open. Closed or all: newest first. */
export class CaseLists {
  readonly #pool: pg.Pool;

  constructor(pool: pg.Pool) {
    this.#pool = pool;
  }

  async list({ limit, after, ...filter }: CaseFilter): Promise<{ items: CaseView[]; next: string | null }> {
    const { state } = filter;
    const narrowed = valuesOf(filter);
    if (state !== undefined && state !== "closed") {
      const from = readCursor(openCursor, after);
      const { rows } = await this.#pool.query(selectOpen, [
        ...narrowed,
        ...[from?.rank ?? null, from?.openedAt ?? null, from?.id ?? null, limit + 1],
      ]);
      return casePage(rows, limit, (last) => ({ rank: priorities.indexOf(last.priority) + 1, openedAt: last.openedAt, id: last.id }));
    }
    const from = readCursor(newestCursor, after);
    const { rows } = await this.#pool.query(selectNewest, [...narrowed, from?.id ?? null, limit + 1]);
    return casePage(rows, limit, (last) => ({ id: last.id }));
  }

  async get(id: string): Promise<CaseView | null> {
    const { rows } = await this.#pool.query(selectOne, [id]);
    return rows.length === 0 ? null : caseView.parse(rows[0]);
  }
}

/** The values $1 to $11 of `narrow`. An empty text asks for nothing. */
const valuesOf = (filter: Omit<CaseFilter, "limit" | "after">): (string | boolean | null)[] => {
  const { state, homeId, mode, technical, from, until, priority, rule, outcome, find, closedBy } = filter;
  return [state, homeId, mode, technical, from, until, priority, rule, outcome, find, closedBy].map((value) =>
    value === undefined || value === "" ? null : value,
  );
};

function casePage(rows: unknown[], limit: number, cursorOf: (last: CaseView) => object): { items: CaseView[]; next: string | null } {
  const { rows: items, next } = pageOf(
    rows.map((row) => caseView.parse(row)),
    limit,
    cursorOf,
  );
  return { items, next };
}
