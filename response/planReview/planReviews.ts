import type pg from "pg";
import { exhaustMap, interval, type Subscription, startWith } from "rxjs";
import { contingencyReviewSentence, contingencyRule } from "#domain/carers/contingency.ts";
import type { Decision } from "#domain/decision.ts";
import type { HomeFacts } from "#domain/home.ts";
import type { HomeId } from "#domain/ids.ts";
import type { Clock } from "#platform/clock.ts";
import { inTransaction } from "#platform/database.ts";
import { type Log, onceAMinute } from "#platform/log.ts";
import type { TimeFrame } from "#platform/timeFrame.ts";
import type { AlarmFeedWriter } from "../alarm/alarmFeed.ts";
import { type Answering, openAlarm } from "../alarm/openAlarm.ts";
import { casesByCause } from "../case/caseViews.ts";
import { type DueReview, dueReviews, insertReviewMessages, reviewedPlans } from "./reviewRows.ts";

const lookEveryMs = 60_000;

export interface PlanReviewNeeds {
  pool: pg.Pool;
  feed: Pick<AlarmFeedWriter, "caseChanged">;
  answering: Answering;
  homeOf: (id: HomeId) => HomeFacts | undefined;
  /** The ways to send a message that a person reads, in the order of this service. */
  ways: readonly string[];
  /** Messages were written. */
  lookNow: () => void;
  clock: Clock;
  timeFrame: TimeFrame;
  log: Log;
}

/**
 * What follows when a plan is due for review. The rule `planReview` reminds staff of the plan of a home; this tells the contacts who have a channel
 * for it, once. It also reminds staff of contingency plans of carers, on the technical list, until the plan is agreed again.
 *
 * Example: the plan is due on 20 October. At 09:00 staff have the alarm, and Meera, whose e-mail address is for reviews, has an e-mail a minute later.
 */
export class PlanReviews {
  readonly #needs: PlanReviewNeeds;
  readonly #warn: (error: unknown) => void;
  #looking: Subscription | null = null;

  constructor(needs: PlanReviewNeeds) {
    this.#needs = needs;
    this.#warn = onceAMinute((error: unknown) =>
      needs.log.warn({ err: error }, "could not look which plans are due for review; the next look is within a minute"),
    );
  }

  start(): void {
    this.#looking = interval(lookEveryMs, this.#needs.clock)
      .pipe(
        startWith(0),
        exhaustMap(() => this.#look().catch(this.#warn)),
      )
      .subscribe();
  }

  stop(): void {
    this.#looking?.unsubscribe();
  }

  async #look(): Promise<void> {
    const { pool, timeFrame, clock, ways, lookNow } = this.#needs;
    const written = await timeFrame.within(() => pool.query(insertReviewMessages, [clock.now(), ways]));
    if (written.rowCount !== 0) lookNow();
    for (const due of (await pool.query<DueReview>(dueReviews, [clock.now()])).rows)
      await this.#decide(due, "due", {
        do: "raise",
        episode: episodeOf(due),
        priority: "info",
        sentence: contingencyReviewSentence(due.name, due.reviewOn ?? ""),
        deviceId: null,
        technical: true,
      });
    for (const done of (await pool.query<DueReview>(reviewedPlans, [clock.now()])).rows)
      await this.#decide(done, "reviewed", {
        do: "addNote",
        episode: episodeOf(done),
        text: `The contingency plan of ${done.name} was agreed again`,
        endsEpisode: true,
      });
  }

  async #decide({ homeId, planId }: DueReview, what: string, decision: Decision): Promise<void> {
    const { pool, timeFrame, feed, homeOf, answering, clock } = this.#needs;
    const home = homeOf(homeId as HomeId);
    if (home === undefined) return;
    const cause = `${contingencyRule}/review/${planId}/${what}`;
    const decided = { rule: contingencyRule, decision, cause, at: clock.now() };
    const changed = await timeFrame.within(() =>
      inTransaction(pool, async (client) => {
        await openAlarm(client, { home, decided, overdueMs: 0 }, clock.now(), answering);
        return casesByCause(client, [cause]);
      }),
    );
    for (const one of changed) feed.caseChanged(one);
  }
}

const episodeOf = ({ contactId }: DueReview): string => `review/${contactId}`;
