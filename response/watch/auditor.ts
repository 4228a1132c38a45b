import type pg from "pg";
import { exhaustMap, interval, type Subscription } from "rxjs";
import type { AnsweringSettings } from "#domain/answering/answeringSettings.ts";
import type { Clock } from "#platform/clock.ts";
import type { Log } from "#platform/log.ts";
import type { WatchMetrics } from "#platform/metrics/watchMetrics.ts";
import type { CaseDesk } from "../case/caseDesk.ts";
import { holderOf } from "../case/steps/caseState.ts";
import { stepTo } from "../case/steps/caseStep.ts";
import { holderLost } from "../case/steps/holding.ts";
import { mended } from "../case/steps/mending.ts";
import {
  type CaseFault,
  countOpenCases,
  type Fault,
  type FaultKind,
  faultKinds,
  findCaseFaults,
  findMessageFaults,
  findTimerFaults,
  freeStuckMessages,
} from "./auditFaults.ts";
import type { Heartbeat } from "./heartbeat.ts";
import type { Incidents } from "./incidents.ts";
import type { OnDuty } from "./onDuty.ts";
import type { TechnicalAlarms } from "./technicalAlarms.ts";

const auditEveryMs = 30_000;

export interface AuditorNeeds {
  pool: pg.Pool;
  desk: Pick<CaseDesk, "perform">;
  onDuty: OnDuty;
  settings: () => AnsweringSettings;
  /** How many homes have a timer of a rule that was due at this time (epoch ms) and has not fired. */
  overdueHomes: (dueAt: number) => number;
  technicalAlarms: TechnicalAlarms;
  incidents: Incidents;
  /** Null: none is configured. */
  heartbeat: Heartbeat | null;
  clock: Clock;
  metrics: WatchMetrics;
  log: Log;
}

/**
 * Checks guarantee 9 from outside the machinery that keeps it (docs/guarantees.md): each open case is held by a person on duty or has a step in
 * the future, each due step ran, each message left or its next channel was tried, each timer of a rule fired.
 *
 * It looks each 30 seconds. What it finds it mends at once where it can. What is still there at the next look becomes a technical alarm of the
 * home, or an incident where it is about the whole service; both end when it is gone. Only a look that finds nothing calls the heartbeat URL, so
 * a monitoring service outside also notices when this process is gone or the database is away.
 *
 * Example: at 02:10:00 a case has lost its timer. The look at 02:10:30 finds it, and the case is at the centre: every desk rings.
 */
export class Auditor {
  readonly #needs: AuditorNeeds;
  /** What the last look saw. */
  #known: ReadonlySet<string> = new Set();
  /** Faults that the look before saw too. */
  readonly #lasting = new WeakSet<Fault>();
  #isWell = true;
  #looking: Subscription | null = null;

  constructor(needs: AuditorNeeds) {
    this.#needs = needs;
  }

  start(): void {
    const { metrics, heartbeat } = this.#needs;
    // From the start on, so that the first one is an increase.
    for (const kind of faultKinds) metrics.repairs.inc({ kind }, 0);
    if (heartbeat !== null) for (const result of ["accepted", "failed"]) metrics.heartbeats.inc({ result }, 0);
    this.#looking = interval(auditEveryMs, this.#needs.clock)
      .pipe(exhaustMap(() => this.#audit()))
      .subscribe();
  }

  stop(): void {
    this.#looking?.unsubscribe();
  }

  /** False while the last look could not be made, or found something for the second time. */
  get isWell(): boolean {
    return this.#isWell;
  }

  async #audit(): Promise<void> {
    const { clock, metrics, log, heartbeat } = this.#needs;
    const now = clock.now();
    try {
      const found = await this.#find(now);
      await this.#measure(now);
      this.#isWell = await this.#handle(found, now);
      metrics.audits.inc({ result: found.length === 0 ? "well" : "fault" });
      if (found.length > 0) return;
      metrics.lastWellAudit.set(now / 1000);
      if (heartbeat !== null) metrics.heartbeats.inc({ result: (await heartbeat.call()) ? "accepted" : "failed" });
    } catch (error) {
      this.#isWell = false;
      metrics.audits.inc({ result: "failed" });
      log.warn({ err: error }, "could not check whether cases, timers and messages are well; the next check is in 30 seconds");
    }
  }

  async #measure(now: number): Promise<void> {
    const { pool, metrics } = this.#needs;
    const { counts, waitingSince } = await countOpenCases(pool);
    for (const state of ["waiting", "withFamily", "claimed", "followUp"]) metrics.openCases.set({ state }, counts.get(state) ?? 0);
    metrics.oldestWait.set(waitingSince === null ? 0 : Math.max(0, now - waitingSince) / 1000);
  }

  async #find(now: number): Promise<Fault[]> {
    const needs = { ...this.#needs, settings: this.#needs.settings() };
    const seen = [...(await findCaseFaults(needs, now)), ...(await findMessageFaults(needs, now)), ...findTimerFaults(needs, now)];
    const before = this.#known;
    this.#known = new Set(seen.map(nameOf));
    for (const fault of seen) if (before.has(nameOf(fault))) this.#lasting.add(fault);
    return seen.filter((fault) => fault.kind !== "messageStuck" || !fault.isFresh || this.#lasting.has(fault));
  }

  /** Mends and reports. False where something was there at the last look too. */
  async #handle(found: readonly Fault[], now: number): Promise<boolean> {
    const { metrics, log, technicalAlarms, incidents, pool } = this.#needs;
    for (const kind of faultKinds) metrics.faults.set({ kind }, countOf(kind, found));
    const isLasting = (fault: Fault): boolean => this.#lasting.has(fault);
    for (const fault of found) {
      if (!isLasting(fault)) log.warn({ ...fault }, `the audit found a fault (${fault.kind}); read "Is it well?" in docs/operations.md`);
      // A holder whose session has just ended is the holder watch's to handle: it looks more often.
      if (isCaseFault(fault) && (fault.kind !== "holderGone" || isLasting(fault))) await this.#mend(fault);
    }
    if (found.some(({ kind }) => kind === "messageStuck")) await freeStuckMessages(pool, now);
    const lasting = found.filter(isLasting);
    await technicalAlarms.set(new Map(lasting.filter(isCaseFault).map((fault) => [fault.homeId, caseSentences[fault.kind]])), now);
    await incidents.lasting("watch", serviceSentence(lasting), now);
    return lasting.length === 0;
  }

  async #mend({ caseId, kind, heldBy }: CaseFault): Promise<void> {
    const { desk, metrics } = this.#needs;
    const answer = await desk.perform(caseId, ({ case: before }, context) => {
      if (kind !== "holderGone") return mended(before, context);
      return holderOf(before)?.id === heldBy ? holderLost(before, "is not on duty", context.now) : stepTo(before, []);
    });
    if (answer.ok) metrics.repairs.inc({ kind });
  }
}

const isCaseFault = (fault: Fault): fault is CaseFault => "caseId" in fault;

/** The same fault at the next look has the same name. */
function nameOf(fault: Fault): string {
  if (isCaseFault(fault)) return `${fault.kind}/${fault.caseId}/${fault.nextAt}`;
  return fault.kind === "messageStuck" ? `${fault.kind}/${fault.messageId}/${fault.attempts}` : fault.kind;
}

const countOf = (kind: FaultKind, found: readonly Fault[]): number =>
  found.filter((fault) => fault.kind === kind).reduce((sum, fault) => sum + ("count" in fault ? fault.count : 1), 0);

const caseSentences: Record<CaseFault["kind"], string> = {
  noStep: "An open case of this home has no next step. Look at it now; the log of Link Line says why.",
  stepForgotten: "The next step of an open case of this home is missing. Look at it now; the log of Link Line says why.",
  stepOverdue: "The next step of an open case of this home does not run. Look at it now; the log of Link Line says why.",
  holderGone: "An open case of this home is held by a person who is not on duty. Take it over now.",
};

/** About what belongs to no home; null for nothing. */
function serviceSentence(lasting: readonly Fault[]): string | null {
  const [messages, homes] = [countOf("messageStuck", lasting), countOf("timerOverdue", lasting)];
  const sentences = [
    ...(messages > 0 ? [`${messages === 1 ? "A message does" : `${messages} messages do`} not leave. Call contacts by telephone.`] : []),
    ...(homes > 0 ? [`Timers of rules do not fire in ${homes} ${homes === 1 ? "home" : "homes"}.`] : []),
  ];
  return sentences.length === 0 ? null : sentences.join(" ");
}
