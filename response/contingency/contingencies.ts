import type pg from "pg";
import type { CaseView } from "#domain/answering/case.ts";
import {
  type ContingencyReason,
  contingencyRule,
  endingSentence,
  noPlanSentence,
  remindAt,
  startedSentence,
} from "#domain/carers/contingency.ts";
import type { Decision } from "#domain/decision.ts";
import type { HomeFacts } from "#domain/home.ts";
import type { HomeId } from "#domain/ids.ts";
import { inTransaction } from "#platform/database.ts";
import type { TimeFrame } from "#platform/timeFrame.ts";
import type { AlarmFeedWriter } from "../alarm/alarmFeed.ts";
import { type Answering, openAlarm } from "../alarm/openAlarm.ts";
import { lockHome } from "../alarm/raiseAlarm.ts";
import { casesByCause } from "../case/caseViews.ts";
import {
  dueContingencies,
  endContingency,
  insertContingency,
  type NewestPlan,
  newestPlanOf,
  notEndedOf,
  type RunningContingency,
  runningOfHome,
  setReminded,
} from "./contingencyRows.ts";

export interface ContingencyNeeds {
  pool: pg.Pool;
  feed: Pick<AlarmFeedWriter, "caseChanged">;
  answering: Answering;
  homeOf: (id: HomeId) => HomeFacts | undefined;
  /** After a contact's plan has started or ended, or may have. */
  contactChanged: (contactId: string) => Promise<void>;
  /** Epoch ms. */
  now: () => number;
  timeFrame: TimeFrame;
}

export type Started = { ok: true; running: RunningContingency } | { ok: false; why: "noPlan" | "otherVersion" };

const hourMs = 3_600_000;

/**
 * Contingency plans of carers who have fallen ill: their start, their end, and what the centre hears of it. The start and its alarm are one
 * transaction, under the lock of the home, so a plan never runs unseen. The alarm goes to the centre, also against what the plan of the home says of
 * advisory alarms. An operator closes it; the end of the contingency adds a note.
 *
 * Example: Jonas starts his plan of 72 hours on Monday 19:00: a case at the centre. On Wednesday 19:00 it rings again: "ends tomorrow 19:00: what
 * then?" On Thursday 19:00 it has ended, and Jonas is called as before.
 */
export class Contingencies {
  readonly #needs: ContingencyNeeds;

  constructor(needs: ContingencyNeeds) {
    this.#needs = needs;
  }

  async ofHome(homeId: HomeId): Promise<RunningContingency[]> {
    return (await this.#needs.pool.query<RunningContingency>(runningOfHome, [homeId, this.#needs.now()])).rows;
  }

  /**
   * Where the plan runs already, nothing changes. `version`: the one that was read. `staff`: who starts it for a carer who cannot, null where the
   * carer does.
   */
  start(home: HomeFacts, contactId: string, why: ContingencyReason, version: number, staff: string | null = null): Promise<Started> {
    return this.#change<Started>(home, contactId, async (client, now) => {
      const running = await this.#notEnded(client, contactId);
      if (running !== undefined && running.endsAt > now) return { result: { ok: true, running }, causes: [] };
      const causes = running === undefined ? [] : await this.#end(client, home, running, running.endsAt, "it has run its time");
      const plan = (await client.query<NewestPlan>(newestPlanOf, [contactId, home.id])).rows[0];
      if (plan === undefined) return { result: { ok: false, why: "noPlan" }, causes };
      if (plan.version !== version) return { result: { ok: false, why: "otherVersion" }, causes };
      const endsAt = now + plan.lastsHours * hourMs;
      const values = [contactId, plan.id, why, now, endsAt, remindAt(now, endsAt)];
      const id = (await client.query<{ id: string }>(insertContingency, values)).rows[0]?.id ?? "";
      const cause = `${contingencyRule}/${id}/started`;
      const sentence = startedSentence({ ...plan, why, endsAt }, home.timezone);
      await this.#decide(client, home, { do: "raise", episode: id, priority: "advisory", sentence, deviceId: null }, cause);
      causes.push(cause);
      if (staff !== null) {
        const byStaff = `${contingencyRule}/${id}/startedByStaff`;
        await this.#decide(client, home, { do: "addNote", episode: id, text: `${staff} started it for the carer` }, byStaff);
        causes.push(byStaff);
      }
      return { result: { ok: true, running: (await this.#notEnded(client, contactId)) as RunningContingency }, causes };
    });
  }

  /** Tells the centre that a carer without a plan has fallen ill. Where the case of it is open, nothing changes. */
  async tell(home: HomeFacts, contact: { id: string; name: string }, why: ContingencyReason): Promise<void> {
    await this.#change(home, null, async (client, now) => {
      const cause = `${contingencyRule}/noPlan/${contact.id}/${now}`;
      const sentence = noPlanSentence(contact.name, why);
      const decision = {
        do: "raise",
        episode: `noPlan/${contact.id}`,
        priority: "advisory",
        sentence,
        deviceId: null,
        repeated: true,
      } as const;
      await this.#decide(client, home, decision, cause);
      return { result: null, causes: [cause] };
    });
  }

  /** False: none runs. `note` says why, for the case. */
  end(home: HomeFacts, contactId: string, note: string): Promise<boolean> {
    return this.#change(home, contactId, async (client, now) => {
      const running = await this.#notEnded(client, contactId);
      if (running === undefined) return { result: false, causes: [] };
      return { result: running.endsAt > now, causes: await this.#end(client, home, running, now, note) };
    });
  }

  /** What is due now: plans that have run their time end, and the centre is asked about those that end soon. */
  async runDue(): Promise<void> {
    const { pool, homeOf, now } = this.#needs;
    for (const { contactId, homeId } of (await pool.query<RunningContingency>(dueContingencies, [now()])).rows) {
      const home = homeOf(homeId as HomeId);
      if (home !== undefined) await this.#runDue(home, contactId);
    }
  }

  async #runDue(home: HomeFacts, contactId: string): Promise<void> {
    await this.#change(home, contactId, async (client, now) => {
      const running = await this.#notEnded(client, contactId);
      if (running === undefined) return { result: null, causes: [] };
      if (running.endsAt <= now)
        return { result: null, causes: await this.#end(client, home, running, running.endsAt, "it has run its time") };
      if (running.remindedAt !== null || running.remindAt > now) return { result: null, causes: [] };
      await client.query(setReminded, [running.id, now]);
      const cause = `${contingencyRule}/${running.id}/ending`;
      const sentence = endingSentence(running.name, running.endsAt, now, home.timezone);
      await this.#decide(client, home, { do: "raise", episode: running.id, priority: "advisory", sentence, deviceId: null }, cause);
      return { result: null, causes: [cause] };
    });
  }

  async #notEnded(client: pg.ClientBase, contactId: string): Promise<RunningContingency | undefined> {
    return (await client.query<RunningContingency>(notEndedOf, [contactId])).rows[0];
  }

  async #end(client: pg.ClientBase, home: HomeFacts, { id, name }: RunningContingency, at: number, note: string): Promise<string[]> {
    await client.query(endContingency, [id, at, note]);
    const cause = `${contingencyRule}/${id}/ended`;
    const text = `The contingency plan of ${name} has ended: ${note}`;
    await this.#decide(client, home, { do: "addNote", episode: id, text, endsEpisode: true }, cause);
    return [cause];
  }

  async #decide(client: pg.ClientBase, home: HomeFacts, decision: Decision, cause: string): Promise<void> {
    const now = this.#needs.now();
    const decided = { rule: contingencyRule, decision, cause, at: now };
    await openAlarm(client, { home: answeredByCentre(home), decided, overdueMs: 0 }, now, this.#needs.answering);
  }

  /** One transaction under the lock of the home; after it, the screens and the memory follow. */
  async #change<Result>(
    home: HomeFacts,
    contactId: string | null,
    work: (client: pg.ClientBase, now: number) => Promise<{ result: Result; causes: string[] }>,
  ): Promise<Result> {
    const { pool, timeFrame, feed, contactChanged, now } = this.#needs;
    try {
      const done = await timeFrame.within(() =>
        inTransaction(pool, async (client) => {
          await client.query(lockHome, [home.id]);
          const { result, causes } = await work(client, now());
          return { result, cases: await casesByCause(client, causes) };
        }),
      );
      done.cases.forEach((one: CaseView) => {
        feed.caseChanged(one);
      });
      return done.result;
    } finally {
      // Also after a fault: the COMMIT may have happened.
      if (contactId !== null) await contactChanged(contactId);
    }
  }
}

/** The home with a plan by which the centre answers advisory alarms at once. */
const answeredByCentre = (home: HomeFacts): HomeFacts => ({
  ...home,
  plan: { ...home.plan, escalation: {}, route: { ...home.plan.route, advisory: "centre" } },
});
