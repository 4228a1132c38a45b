import type pg from "pg";
import type { HomeFacts } from "#domain/home.ts";
import { asHomeId, type HomeId } from "#domain/ids.ts";
import { inTransaction } from "#platform/database.ts";
import type { AlarmFeedWriter } from "../alarm/alarmFeed.ts";
import { type Answering, openAlarm } from "../alarm/openAlarm.ts";
import { casesByCause } from "../case/caseViews.ts";

/** The name under which the watch raises technical alarms, as a rule does. */
export const watchRule = "watch";

const selectOpen = `SELECT home_id::text AS "homeId", key FROM alarm WHERE state = 'open' AND rule = '${watchRule}'`;

export interface TechnicalAlarmsNeeds {
  pool: pg.Pool;
  feed: Pick<AlarmFeedWriter, "caseChanged">;
  answering: Answering;
  homeOf: (id: HomeId) => HomeFacts | undefined;
}

/** The technical alarms of the watch, one a home: raised and ended by the same `openAlarm` as those of rules. */
export class TechnicalAlarms {
  readonly #needs: TechnicalAlarmsNeeds;

  constructor(needs: TechnicalAlarmsNeeds) {
    this.#needs = needs;
  }

  /** Raises them for these homes where none is open, and ends those of other homes. `now` in epoch ms. */
  async set(sentences: ReadonlyMap<string, string>, now: number): Promise<void> {
    const { rows: open } = await this.#needs.pool.query<{ homeId: string }>(selectOpen);
    const isOpen = new Set(open.map(({ homeId }) => homeId));
    for (const [homeId, sentence] of sentences)
      if (!isOpen.has(homeId))
        await this.#decide(homeId, now, { do: "raise", episode, priority: "info", sentence, deviceId: null, technical: true });
    for (const homeId of isOpen)
      if (!sentences.has(homeId)) await this.#decide(homeId, now, { do: "addNote", episode, text: "All is well again", endsEpisode: true });
  }

  async #decide(homeId: string, now: number, decision: Parameters<typeof openAlarm>[1]["decided"]["decision"]): Promise<void> {
    const { pool, feed, answering, homeOf } = this.#needs;
    const home = homeOf(asHomeId(homeId));
    if (home === undefined) return;
    const cause = `${homeId}/${watchRule}/${decision.do}/${now}`;
    const changed = await inTransaction(pool, async (client) => {
      await openAlarm(client, { home, decided: { rule: watchRule, decision, cause, at: now }, overdueMs: 0 }, now, answering);
      return casesByCause(client, [cause]);
    });
    for (const one of changed) feed.caseChanged(one);
  }
}

const episode = "case";
