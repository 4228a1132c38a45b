import type pg from "pg";
import type { Author } from "#domain/alarm.ts";
import type { CaseView } from "#domain/answering/case.ts";
import type { HomeFacts } from "#domain/home.ts";
import type { HomeId } from "#domain/ids.ts";
import type { OutageSettings } from "#domain/outage/outageSettings.ts";
import { outageOverText } from "#domain/outage/outageText.ts";
import type { CheckResult } from "#domain/outage/outageView.ts";
import type { ServiceIncident } from "#domain/serviceIncident.ts";
import { inTransaction } from "#platform/database.ts";
import type { Log } from "#platform/log.ts";
import type { TimeFrame } from "#platform/timeFrame.ts";
import type { AlarmFeedWriter } from "../../alarm/alarmFeed.ts";
import type { Answering } from "../../alarm/openAlarm.ts";
import { lockHome } from "../../alarm/raiseAlarm.ts";
import { casesByCause, casesById } from "../../case/caseViews.ts";
import { readIncident, showIncidents } from "../serviceIncidents.ts";
import { ringHeld } from "./heldSilence.ts";
import { ms } from "./homesOfOutage.ts";
import { writeEnd } from "./outageRecord.ts";

/** A person works on the outage: it holds silences back for some time more. */
const workOn = `UPDATE outage SET worked_until = greatest(worked_until, ${ms(2)}), acknowledged_at = coalesce(acknowledged_at, ${ms(3)}),
    acknowledged_by = coalesce(acknowledged_by, $4), acknowledged_name = coalesce(acknowledged_name, $5)
  WHERE incident_id = $1 AND ended_at IS NULL`;
const insertCheck = `INSERT INTO outage_check (incident_id, home_id, at, result, note, by_id, by_name)
  SELECT incident_id, home_id, ${ms(3)}, $4, $5, $6, $7 FROM outage_home WHERE incident_id = $1 AND home_id = $2`;
const selectHeld = `SELECT c.id::text FROM alarm_case c WHERE c.home_id = $1 AND c.state <> 'closed' AND c.held_until IS NOT NULL ORDER BY c.id`;

export interface OutageDeskNeeds {
  pool: pg.Pool;
  feed: AlarmFeedWriter;
  timeFrame: TimeFrame;
  answering: Answering;
  homeOf: (id: HomeId) => HomeFacts | undefined;
  settings: () => OutageSettings;
  /** Epoch ms. */
  now: () => number;
  log: Log;
}

export type OutageAnswer = { ok: true; incident: ServiceIncident } | { ok: false; why: "unknown" | "over" | "notItsHome" };

/** What staff do with an outage: acknowledge it, note which home they looked after, end it. Each is one transaction. */
export class OutageDesk {
  readonly #needs: OutageDeskNeeds;

  constructor(needs: OutageDeskNeeds) {
    this.#needs = needs;
  }

  acknowledge(id: string, by: Author): Promise<OutageAnswer> {
    return this.#change(id, async (client) => {
      await this.#workOn(client, id, by);
      return [];
    });
  }

  /** In a home where no one answers, what is held back rings at once: that may be an emergency. */
  check(id: string, homeId: HomeId, { result, note }: { result: CheckResult; note: string }, by: Author): Promise<OutageAnswer> {
    return this.#change(id, async (client) => {
      await client.query(lockHome, [homeId]);
      const values = [id, homeId, this.#needs.now(), result, note, by.id, by.name];
      if ((await client.query(insertCheck, values)).rowCount === 0) return "notItsHome";
      await this.#workOn(client, id, by);
      return result === "noAnswer" ? this.#ringHome(client, homeId, `${by.name} called and got no answer.`) : [];
    });
  }

  /** Each home that is silent rings by itself. */
  end(id: string, by: Author): Promise<OutageAnswer> {
    return this.#change(id, async (client, { outage }) => {
      const text = outage === null ? "" : outageOverText(outage);
      await writeEnd(client, id, this.#needs.now(), `${text} ${by.name} ended it.`);
      return [];
    });
  }

  async #workOn(client: pg.ClientBase, id: string, by: Author): Promise<void> {
    const now = this.#needs.now();
    await client.query(workOn, [id, now + this.#needs.settings().acknowledgedMinutes * 60_000, now, by.id, by.name]);
  }

  async #ringHome(client: pg.ClientBase, homeId: HomeId, why: string): Promise<CaseView[]> {
    const { homeOf, answering, now } = this.#needs;
    const changed: CaseView[] = [];
    for (const { id } of (await client.query<{ id: string }>(selectHeld, [homeId])).rows) {
      const cause = await ringHeld(client, id, { home: homeOf(homeId), now: now(), answering, why });
      changed.push(...(await casesById(client, [id])), ...(cause === null ? [] : await casesByCause(client, [cause])));
    }
    return changed;
  }

  async #change(
    id: string,
    work: (client: pg.PoolClient, incident: ServiceIncident) => Promise<CaseView[] | "notItsHome">,
  ): Promise<OutageAnswer> {
    const { pool, timeFrame, feed, now } = this.#needs;
    const done = await timeFrame.within(() =>
      inTransaction(pool, async (client): Promise<OutageAnswer & { changed?: CaseView[] }> => {
        const before = await readIncident(client, id);
        if (before === null || before.outage === null) return { ok: false, why: "unknown" };
        if (before.outage.endedAt !== null) return { ok: false, why: "over" };
        const changed = await work(client, before);
        if (changed === "notItsHome") return { ok: false, why: changed };
        return { ok: true, incident: (await readIncident(client, id)) as ServiceIncident, changed };
      }),
    );
    if (!done.ok) return done;
    for (const one of done.changed ?? []) feed.caseChanged(one);
    await showIncidents(this.#needs, now());
    return { ok: true, incident: done.incident };
  }
}
