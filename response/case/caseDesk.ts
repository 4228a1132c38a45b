import type pg from "pg";
import type { Author } from "#domain/alarm.ts";
import type { AnsweringSettings } from "#domain/answering/answeringSettings.ts";
import type { CaseView } from "#domain/answering/case.ts";
import type { HomeFacts } from "#domain/home.ts";
import type { HomeId } from "#domain/ids.ts";
import { inTransaction } from "#platform/database.ts";
import type { TimeFrame } from "#platform/timeFrame.ts";
import type { AlarmFeedWriter } from "../alarm/alarmFeed.ts";
import type { ReachableContact } from "../escalation/ladder.ts";
import { ringHeld } from "../incident/outage/heldSilence.ts";
import { readCase, type StoredCase, storedTimer, writeStep } from "./caseRecord.ts";
import { casesByCause, casesById } from "./caseViews.ts";
import { holderOf } from "./steps/caseState.ts";
import { type CaseStep, isRefused, type RefusalReason, type RefusedStep, type StepContext } from "./steps/caseStep.ts";
import { runDueTimers } from "./steps/caseTimers.ts";

/** The case after the step, or why the step was refused and how the case is now. */
export type CaseAnswer =
  | { ok: true; case: CaseView }
  | { ok: false; why: "unknown" }
  | { ok: false; why: RefusalReason; case: CaseView; heldBy: Author | null };

/** What a step may need from the database beside the case: it runs inside the transaction. */
export type Step<Extra = undefined> = (stored: StoredCase, context: StepContext, extra: Extra) => CaseStep | RefusedStep;

/** What else to write in the transaction of a step, after it. `outcome`: what the step made, also where that is nothing or a refusal. */
export type Beside<Extra> = (
  client: pg.PoolClient,
  done: { stored: StoredCase; outcome: CaseStep | RefusedStep; extra: Extra; now: number },
) => Promise<void>;

export interface CaseDeskNeeds {
  pool: pg.Pool;
  feed: AlarmFeedWriter;
  timeFrame: TimeFrame;
  /** Epoch ms. */
  now: () => number;
  settings: () => AnsweringSettings;
  contactsOf: (homeId: HomeId) => readonly ReachableContact[];
  homeOf: (homeId: HomeId) => HomeFacts | undefined;
}

const lockHomeOfCase = `SELECT FROM home WHERE id = (SELECT home_id FROM alarm_case WHERE id = $1) FOR NO KEY UPDATE`;
const lockDue = `SELECT c.id::text FROM alarm_case c JOIN home h ON h.id = c.home_id
  WHERE c.next_at <= to_timestamp($1::float8 / 1000) AND c.id <> ALL ($2::bigint[])
  ORDER BY c.next_at LIMIT 1 FOR NO KEY UPDATE OF h SKIP LOCKED`;
const selectAnyDue = `SELECT FROM alarm_case WHERE next_at <= to_timestamp($1::float8 / 1000) AND id <> ALL ($2::bigint[]) LIMIT 1`;
const selectCasesOf = `SELECT DISTINCT case_id::text AS id FROM alarm WHERE id = ANY ($1::bigint[])`;
const setTimer = `UPDATE alarm_case SET next_at = to_timestamp($2::float8 / 1000) WHERE id = $1`;

/** The due timers of one case could not run. */
export class DueCaseError extends Error {
  readonly code = "dueCase";
  readonly caseId: string;

  constructor(caseId: string, cause: unknown) {
    super(`the due timers of case ${caseId} could not run`, { cause });
    this.caseId = caseId;
  }
}

/**
 * Where a case takes its steps: those of staff, of contacts and of time. Each is one transaction: lock the home, read the case, run the pure
 * step, write it. After COMMIT the feed carries the case to all screens.
 *
 * Example: Robin and Kim claim one case at the same time. One transaction gets the lock, say Robin's. Kim's reads the case after it and is
 * refused with `held` and Robin's name.
 */
export class CaseDesk {
  readonly #needs: CaseDeskNeeds;

  constructor(needs: CaseDeskNeeds) {
    this.#needs = needs;
  }

  /** `prepare` reads what the step needs beside the case. `beside` writes what belongs to the step. */
  async perform<Extra = undefined>(
    id: string,
    step: Step<Extra>,
    prepare?: (client: pg.PoolClient, stored: StoredCase) => Promise<Extra>,
    beside?: Beside<Extra>,
  ): Promise<CaseAnswer> {
    const answer = await this.#inTransaction(async (client): Promise<CaseAnswer & { changed?: CaseView[] }> => {
      await client.query({ name: "lock home of case", text: lockHomeOfCase, values: [id] });
      const stored = await readCase(client, id);
      if (stored === null) return { ok: false, why: "unknown" };
      const extra = (await prepare?.(client, stored)) as Extra;
      const context = this.#context(stored);
      const outcome = step(stored, context, extra);
      const isNothing = !isRefused(outcome) && outcome.case === stored.case && outcome.entries.length === 0;
      const changed = isRefused(outcome) || isNothing ? false : await writeStep(client, stored, outcome, this.#times());
      await beside?.(client, { stored, outcome, extra, now: context.now });
      const view = (await casesById(client, [id]))[0] as CaseView;
      if (isRefused(outcome)) return { ok: false, why: outcome.refused, case: view, heldBy: holderOf(stored.case) };
      return { ok: true, case: view, changed: changed ? [view, ...(await movedCases(client, outcome))] : [] };
    });
    if (!answer.ok) return answer;
    for (const one of answer.changed ?? []) this.#needs.feed.caseChanged(one);
    return { ok: true, case: answer.case };
  }

  /**
   * Runs the timers of one case that is due and not among `except`. `locked`: another transaction has the home of each due case at this moment.
   * Throws DueCaseError where the timers of one case fail.
   */
  async runOneDue(except: readonly string[] = []): Promise<"ran" | "locked" | "none"> {
    const values = [this.#needs.now(), except];
    // Most looks find nothing: they cost one statement and no transaction.
    if ((await this.#needs.pool.query({ name: "any due case", text: selectAnyDue, values })).rowCount === 0) return "none";
    const ran = await this.#inTransaction(async (client) => {
      const values = [this.#needs.now(), except];
      const due = (await client.query<{ id: string }>({ name: "lock due case", text: lockDue, values })).rows[0];
      if (due === undefined) return null;
      return this.#runDue(client, due.id).catch(async (cause: unknown) => {
        // A lost connection is no fault of the case.
        await client.query("ROLLBACK").catch(() => Promise.reject(cause));
        throw new DueCaseError(due.id, cause);
      });
    });
    for (const view of ran ?? []) this.#needs.feed.caseChanged(view);
    return ran === null ? "locked" : "ran";
  }

  /** Gives the cases that changed. */
  async #runDue(client: pg.PoolClient, id: string): Promise<CaseView[]> {
    const stored = await readCase(client, id);
    if (stored === null) return [];
    const { now, settings } = this.#times();
    if (stored.heldUntil !== null && stored.heldUntil <= now) return this.#ringHeld(client, stored);
    const step = runDueTimers(stored.case, this.#context(stored));
    if (step.case === stored.case) {
      await client.query(setTimer, [id, storedTimer(stored, settings)]);
      return [];
    }
    await writeStep(client, stored, step, { now, settings });
    return casesById(client, [id]);
  }

  async #ringHeld(client: pg.PoolClient, { case: { id, homeId } }: StoredCase): Promise<CaseView[]> {
    const { now, settings } = this.#times();
    const { contactsOf, homeOf } = this.#needs;
    const cause = await ringHeld(client, id, { home: homeOf(homeId as HomeId), now, answering: { settings, contactsOf } });
    return [...(await casesById(client, [id])), ...(cause === null ? [] : await casesByCause(client, [cause]))];
  }

  #inTransaction<T>(work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
    return this.#needs.timeFrame.within(() => inTransaction(this.#needs.pool, work));
  }

  #times(): { now: number; settings: AnsweringSettings } {
    return { now: this.#needs.now(), settings: this.#needs.settings() };
  }

  #context({ case: { homeId }, sentences }: StoredCase): StepContext {
    const contacts = this.#needs.contactsOf(homeId as HomeId);
    return { ...this.#times(), contacts, sentenceOf: (alarmId) => sentences.get(alarmId) ?? "An alarm" };
  }
}

/** The technical cases to which the step moved stuck buttons. */
async function movedCases(client: pg.PoolClient, { movedToTechnical }: CaseStep): Promise<CaseView[]> {
  if (movedToTechnical.length === 0) return [];
  const { rows } = await client.query<{ id: string }>(selectCasesOf, [movedToTechnical.map(({ alarmId }) => alarmId)]);
  return casesById(
    client,
    rows.map(({ id }) => id),
  );
}
