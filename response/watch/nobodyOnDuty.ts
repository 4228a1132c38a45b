import type pg from "pg";
import { exhaustMap, interval, type Subscription } from "rxjs";
import type { AnsweringSettings } from "#domain/answering/answeringSettings.ts";
import { mayTouch } from "#domain/role.ts";
import type { Clock } from "#platform/clock.ts";
import { type Log, onceAMinute } from "#platform/log.ts";
import type { WatchMetrics } from "#platform/metrics/watchMetrics.ts";
import type { TimeFrame } from "#platform/timeFrame.ts";
import type { CaseDesk } from "../case/caseDesk.ts";
import { stepTo } from "../case/steps/caseStep.ts";
import { durationText } from "../durationText.ts";
import type { Incidents } from "./incidents.ts";
import type { OnDuty } from "./onDuty.ts";

const lookEveryMs = 1_000;
/** Screens need not hear more often that it lasts. */
const incidentEveryMs = 30_000;

const selectWaiting = `SELECT c.id::text, c.centre_since AS "since" FROM alarm_case c JOIN home h ON h.id = c.home_id
  WHERE c.state = 'waiting' AND c.centre_since IS NOT NULL AND NOT c.technical AND answered_as(h.mode) = 'live' AND NOT h.canary ORDER BY c.centre_since`;

/** After a restart the period continues, so that no one gets its first message twice. */
const selectLastPeriod = `SELECT from_at AS "from" FROM service_incident
  WHERE kind = 'nobodyOnDuty' AND to_at >= to_timestamp($1::float8 / 1000) ORDER BY id DESC LIMIT 1`;

const insertMessages = `
  INSERT INTO notification (dedup_key, kind, recipient, recipient_id, name, channel, address, sentence, state, next_at, created_at)
  SELECT $1 || '/' || recipient || '/' || recipient_id || '/' || channel || '/' || address, 'nobodyOnDuty', recipient, recipient_id, name, channel,
         address, $2, 'waiting', to_timestamp($3::float8 / 1000), to_timestamp($3::float8 / 1000)
    FROM (SELECT 'administrator' AS recipient, id AS recipient_id, name, 'email' AS channel, email AS address FROM "user" WHERE role = 'admin'
          UNION ALL
          SELECT 'fallback', id::text, name, channel, address FROM fallback_contact) AS message
  ON CONFLICT (dedup_key) DO NOTHING`;

const wasNoted = `SELECT EXISTS (SELECT FROM case_timeline WHERE case_id = $1 AND (details ->> 'nobodyOnDuty')::float8 = $2) AS noted`;

interface WaitingCase {
  id: string;
  /** Epoch ms. */
  since: number;
}

/** From the first message until an operator is on duty or no case waits. */
interface Period {
  /** When it began, by the service's clock in epoch ms. */
  from: number;
  /** When it began, by `elapsed`. */
  startedAt: number;
  /** How many rounds of messages went out. */
  rounds: number;
  noted: Set<string>;
  /** When screens heard of it last, by `elapsed`. */
  shownAt: number;
}

export interface NobodyOnDutyNeeds {
  pool: pg.Pool;
  desk: Pick<CaseDesk, "perform">;
  onDuty: OnDuty;
  settings: () => AnsweringSettings;
  incidents: Incidents;
  clock: Clock;
  /** Milliseconds that pass, also while the server's clock is set. */
  elapsed: () => number;
  timeFrame: TimeFrame;
  metrics: WatchMetrics;
  log: Log;
}

/**
 * Notices that no operator can hear the centre. When no one with a desk for live homes has been signed in with the sound confirmed for a minute
 * (`nobodyOnDutySeconds`) and a live case waits at the centre, the administrators and the fallback contacts get a message, and another one each
 * five minutes (`repeatSeconds`). Screens and the timelines of the cases say so. It ends when an operator is on duty.
 *
 * Example: Robin, alone on duty, loses the network at 02:00:00. A fall rings at 02:00:20. At 02:01:00 the messages go out, at 02:06:00 again. At
 * 02:07 Kim signs in and confirms the sound: it is over.
 */
export class NobodyOnDuty {
  readonly #needs: NobodyOnDutyNeeds;
  readonly #logRound: (cases: number) => void;
  /** Since when no operator is on duty, by `elapsed`. After a start desks connect again within seconds. */
  #absentSince: number | null = null;
  #period: Period | null = null;
  #isFirstPeriod = true;
  #looking: Subscription | null = null;

  constructor(needs: NobodyOnDutyNeeds) {
    this.#needs = needs;
    this.#logRound = onceAMinute((cases: number) =>
      needs.log.error({ cases }, "no operator is on duty while cases wait: administrators and fallback contacts are notified"),
    );
  }

  start(): void {
    this.#absentSince = this.#needs.elapsed();
    this.#looking = interval(lookEveryMs, this.#needs.clock)
      .pipe(exhaustMap(() => this.#look()))
      .subscribe();
  }

  stop(): void {
    this.#looking?.unsubscribe();
  }

  async #look(): Promise<void> {
    const { clock, elapsed, onDuty, settings, log } = this.#needs;
    const now = clock.now();
    if (onDuty.people().some(({ canHear, role }) => canHear && mayTouch(role, "live"))) this.#absentSince = null;
    else this.#absentSince ??= elapsed();
    try {
      const isAbsent = this.#absentSince !== null && elapsed() - this.#absentSince >= settings().nobodyOnDutySeconds * 1000;
      const waiting = isAbsent ? (await this.#needs.pool.query<WaitingCase>(selectWaiting)).rows : [];
      if (waiting.length === 0) await this.#end(now);
      else await this.#notify(waiting, now);
    } catch (error) {
      log.warn({ err: error }, "could not notify administrators that no operator is on duty; the next try is in a second");
    }
  }

  async #end(now: number): Promise<void> {
    if (this.#period === null) return;
    this.#period = null;
    this.#needs.metrics.nobodyOnDuty.set(0);
    this.#needs.log.info("an operator is on duty again, or no case waits");
    await this.#needs.incidents.lasting("nobodyOnDuty", null, now);
  }

  async #notify(waiting: readonly WaitingCase[], now: number): Promise<void> {
    const { settings, pool, incidents, metrics, clock, elapsed, timeFrame } = this.#needs;
    this.#period ??= await this.#begin(now);
    const period = this.#period;
    metrics.nobodyOnDuty.set(1);
    const round = Math.floor((elapsed() - period.startedAt) / (settings().repeatSeconds * 1000)) + 1;
    if (round > period.rounds) {
      this.#logRound(waiting.length);
      const key = `nobodyOnDuty/${period.from}/${round}`;
      await timeFrame.within(() => pool.query(insertMessages, [key, `${sentence(waiting, now)} Sign in now.`, clock.now()]));
      period.rounds = round;
    }
    for (const { id } of waiting)
      if (!period.noted.has(id)) {
        await this.#note(id, period.from);
        period.noted.add(id);
      }
    if (elapsed() - period.shownAt < incidentEveryMs) return;
    await incidents.lasting("nobodyOnDuty", incidentText(waiting.length), now, period.from);
    period.shownAt = elapsed();
  }

  async #begin(now: number): Promise<Period> {
    const { pool, settings, elapsed } = this.#needs;
    const after = now - settings().repeatSeconds * 1000;
    const known = this.#isFirstPeriod ? (await pool.query<{ from: number }>(selectLastPeriod, [after])).rows[0] : undefined;
    this.#isFirstPeriod = false;
    const from = Math.min(now, known?.from ?? now);
    return { from, startedAt: elapsed() - (now - from), rounds: 0, noted: new Set(), shownAt: Number.NEGATIVE_INFINITY };
  }

  async #note(id: string, from: number): Promise<void> {
    const text = "No operator is on duty: administrators and fallback contacts are notified";
    await this.#needs.desk.perform(
      id,
      ({ case: before }, _context, noted: boolean) =>
        stepTo(before, noted ? [] : [{ event: "escalated", text, by: null, details: { nobodyOnDuty: from } }]),
      async (client) => (await client.query<{ noted: boolean }>(wasNoted, [id, from])).rows[0]?.noted ?? false,
    );
  }
}

/** Desks show it for a day with the times from and to, mostly when an operator is on duty again. */
const incidentText = (cases: number): string =>
  `No operator was on duty while ${cases === 1 ? "a case" : `${cases} cases`} waited at the centre.`;

/** "No operator is on duty. 2 cases wait at the centre, the first for 3 min." */
function sentence(waiting: readonly WaitingCase[], now: number): string {
  const [first] = waiting;
  const wait = durationText(Math.max(0, now - (first?.since ?? now)));
  const cases =
    waiting.length === 1
      ? `A case waits at the centre, for ${wait}.`
      : `${waiting.length} cases wait at the centre, the first for ${wait}.`;
  return `No operator is on duty. ${cases}`;
}
