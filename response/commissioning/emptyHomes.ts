import type pg from "pg";
import type { Decision } from "#domain/decision.ts";
import type { HomeFacts } from "#domain/home.ts";
import type { HomeId } from "#domain/ids.ts";
import { wallClock } from "#domain/time/wallClock.ts";
import type { Clock } from "#platform/clock.ts";
import { inTransaction } from "#platform/database.ts";
import type { AlarmFeedWriter } from "../alarm/alarmFeed.ts";
import { type Answering, openAlarm } from "../alarm/openAlarm.ts";
import { lockHome } from "../alarm/raiseAlarm.ts";
import { casesByCause } from "../case/caseViews.ts";
import { lockCommissioning, stampNew, writeMessage, writeWait } from "./commissioningRows.ts";

/** The name under which commissioning raises technical alarms, as a rule does. */
export const commissioningRule = "commissioning";
const episode = "empty";

interface EmptyHomeNeeds {
  pool: pg.Pool;
  feed: Pick<AlarmFeedWriter, "caseChanged">;
  answering: Answering;
  homeOf: (id: HomeId) => HomeFacts | undefined;
  clock: Clock;
}

/**
 * Homes in commissioning in which nothing is installed when their time is over. Such a home does not go live: that would say that Link Line watches
 * it. It stays in commissioning without an end, and the technical list and the installer's jobs say so. With its first device its time begins again.
 *
 * Example: registered by an import at 9:00, and the installer is ill. At 13:00 the office reads "Nothing is installed". On Tuesday at 10:00 the
 * installer adds the pendant: the line on the list ends, and the home is live at 14:00.
 */
export class EmptyHomes {
  readonly #needs: EmptyHomeNeeds;

  constructor(needs: EmptyHomeNeeds) {
    this.#needs = needs;
  }

  /** The time of homes begins that are new in commissioning, or have their first device. */
  async stamp(now: number, until: number): Promise<void> {
    await this.#decide(async (client) =>
      (await stampNew(client, now, until))
        .filter(({ wasEmpty }) => wasEmpty)
        .map(({ id }) => ({
          id: id as HomeId,
          decision: { do: "addNote", episode, text: "A device is installed now", endsEpisode: true },
        })),
    );
  }

  /** The time of the home is over. Where it has a device by now, nothing happens: the next look ends its commissioning. */
  async leave(id: HomeId): Promise<void> {
    const { homeOf, clock } = this.#needs;
    const home = homeOf(id);
    if (home === undefined || home.devices.size > 0) return;
    await this.#decide(async (client) => {
      await client.query(lockHome, [id]);
      const state = await lockCommissioning(client, id);
      if (state?.mode !== "commissioning") return [];
      await writeWait(client, id);
      const sentence = `Nothing is installed: the time for commissioning was over at ${wallClock(clock.now(), home.timezone)}, and the home has no device. It is not live.`;
      if (state.byId !== null) await writeMessage(client, id, clock.now(), state.byId, `${home.name}: ${sentence}`);
      return [{ id, decision: { do: "raise", episode, priority: "info", sentence, deviceId: null, technical: true } }];
    });
  }

  async #decide(work: (client: pg.PoolClient) => Promise<{ id: HomeId; decision: Decision }[]>): Promise<void> {
    const { pool, homeOf, clock, answering, feed } = this.#needs;
    const changed = await inTransaction(pool, async (client) => {
      const now = clock.now();
      const causes: string[] = [];
      for (const { id, decision } of await work(client)) {
        const home = homeOf(id);
        if (home === undefined) continue;
        const cause = `${id}/${commissioningRule}/${episode}/${now}`;
        const decided = { rule: commissioningRule, decision, cause, at: now };
        await openAlarm(client, { home, decided, overdueMs: 0 }, now, answering);
        causes.push(cause);
      }
      return causes.length === 0 ? [] : casesByCause(client, causes);
    });
    for (const one of changed) feed.caseChanged(one);
  }
}
