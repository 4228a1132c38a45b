import type pg from "pg";
import { type AlarmView, type Author, outcomeLabel } from "#domain/alarm.ts";
import type { AlarmId } from "#domain/ids.ts";
import { inTransaction } from "#platform/database.ts";
import type { AlarmFeedWriter } from "../alarm/alarmFeed.ts";
import { alarmsById } from "../alarm/alarmViews.ts";
import { type AlarmLists, createAlarmLists } from "./alarmLists.ts";

/** The alarm after the action, or why the action was refused. */
export type DeskAnswer =
  | { ok: true; alarm: AlarmView }
  | { ok: false; why: "unknown" | "closed" | "rangAgain" }
  | { ok: false; why: "held"; heldBy: Author };

/**
 * Where staff answer alarms. Each action is one transaction that writes the alarm and one line of its timeline. After COMMIT the feed carries
 * the alarm to all screens.
 *
 * An alarm is open until an operator closes it. At most one operator has claimed it (`heldBy`).
 *
 * | action | allowed | refused |
 * |---|---|---|
 * | claim | while open and unclaimed; again by the operator who claimed it (changes nothing) | `held`: another operator claimed it; `closed` |
 * | note | always, also after the close and while another operator has claimed the alarm | never |
 * | close | while open and unclaimed, or by the operator who claimed it | `held`, `closed`, `rangAgain` |
 *
 * Each action is one UPDATE whose condition is the rule above, so PostgreSQL decides between two operators, and not a read before it.
 *
 * Example 1: Robin and Kim claim one alarm at the same time. One UPDATE finds it unclaimed and succeeds, say Robin's. Kim gets `held` with
 * Robin's name.
 *
 * Example 2: Robin has seen 1 ring and closes with `rings: 1`. In between the pendant is pressed again, and the alarm has 2 rings. Robin gets
 * `rangAgain` (409), the alarm stays open, and Robin sees the second press. So no press is closed unseen (docs/guarantees.md, 5).
 */
export interface AlarmDesk extends AlarmLists {
  claim(id: AlarmId, by: Author): Promise<DeskAnswer>;
  note(id: AlarmId, by: Author, text: string): Promise<DeskAnswer>;
  /** `rings` is how many rings the operator has seen; left out, the alarm is closed however often it rang. */
  close(id: AlarmId, by: Author, end: { outcome: string; text?: string; rings?: number }): Promise<DeskAnswer>;
}

const claimIfFree = `UPDATE alarm SET held_by = $2, held_name = $3, version = version + 1
  WHERE id = $1 AND state = 'open' AND held_by IS NULL`;

const closeIfAllowed = `UPDATE alarm SET state = 'closed', outcome = $3, closed_at = to_timestamp($5::float8 / 1000), version = version + 1
  WHERE id = $1 AND state = 'open' AND (held_by IS NULL OR held_by = $2) AND ($4::int IS NULL OR rings <= $4)`;

const nextVersion = `UPDATE alarm SET version = version + 1 WHERE id = $1`;

const insertTimelineEntry = `INSERT INTO alarm_timeline (alarm_id, at, event, text, by_id, by_name) 
  VALUES ($1, to_timestamp($6::float8 / 1000), $2, $3, $4, $5)`;

interface Action {
  id: AlarmId;
  by: Author;
  /** Changes one row where the action is allowed, none otherwise. */
  update: { text: string; values: unknown[] };
  entry: { event: "claimed" | "note" | "closed"; text: string };
  /** How many rings the operator has seen, for a close. */
  rings?: number | undefined;
}

/** `now` is the service's clock in epoch ms: the server's clock may be wrong for a moment. */
export function createAlarmDesk({ pool, feed, now }: { pool: pg.Pool; feed: AlarmFeedWriter; now: () => number }): AlarmDesk {
  async function perform(action: Action): Promise<DeskAnswer> {
    const { id, by, update, entry } = action;
    const { isChanged, alarm } = await inTransaction(pool, async (client) => {
      const isChanged = (await client.query(update.text, update.values)).rowCount === 1;
      if (isChanged) await client.query(insertTimelineEntry, [id, entry.event, entry.text, by.id, by.name, now()]);
      return { isChanged, alarm: (await alarmsById(client, [id]))[0] };
    });
    if (alarm === undefined) return { ok: false, why: "unknown" };
    if (!isChanged) return whyUnchanged(alarm, action);
    feed.alarmChanged(alarm);
    return { ok: true, alarm };
  }

  return {
    ...createAlarmLists(pool),

    claim: (id, by) =>
      perform({
        id,
        by,
        update: { text: claimIfFree, values: [id, by.id, by.name] },
        entry: { event: "claimed", text: `Claimed by ${by.name}` },
      }),

    note: (id, by, text) => perform({ id, by, update: { text: nextVersion, values: [id] }, entry: { event: "note", text } }),

    close: (id, by, { outcome, text = "", rings }) =>
      perform({
        id,
        by,
        rings,
        update: { text: closeIfAllowed, values: [id, by.id, outcome, rings ?? null, now()] },
        entry: { event: "closed", text: `Closed: ${outcomeLabel(outcome)}${text === "" ? "" : `. ${text}`}` },
      }),
  };
}

function whyUnchanged(alarm: AlarmView, { by, rings }: Action): DeskAnswer {
  if (alarm.state === "closed") return { ok: false, why: "closed" };
  if (alarm.heldBy !== null && alarm.heldBy.id !== by.id) return { ok: false, why: "held", heldBy: alarm.heldBy };
  if (rings !== undefined && alarm.rings > rings) return { ok: false, why: "rangAgain" };
  // A second claim by the same operator.
  return { ok: true, alarm };
}
