import { setImmediate as nextTurn } from "node:timers/promises";
import type pg from "pg";
import { followsReadings, type HomeFacts } from "#domain/home.ts";
import type { HomeId } from "#domain/ids.ts";
import type { Plan } from "#domain/plan.ts";
import { mergeDifferences, type PlanDifference } from "#domain/planDifference.ts";
import { nightOf, nightsBetween } from "#domain/time/nightDate.ts";
import type { Registry } from "#homes/registry.ts";
import { createPlanBacktest, runOnMs, warmUpMs } from "#rules/compare/comparePlans.ts";
import type { Engine } from "#rules/engine/engine.ts";
import { type NightRange, type Nights, nightsBeforeGoLive, requestedNights } from "./nights.ts";
import { findArrivals, readAbsences, readAlarms, readNewestArrival, readZone } from "./readRecord.ts";
import { type EventRings, type EventTrial, eventRings } from "./suggest/eventRings.ts";

/** A back-test of more readings takes longer than a caller waits. */
const mostReadings = 500_000;
/** A caller waits for the answer, and other callers wait behind. */
const usualLimitMs = 25_000;
/** A back-test works at most this long before it gives way to the event loop. */
const sliceMs = 2;

export type BacktestAnswer = { ok: true; difference: PlanDifference } | { ok: false; faults: { path: string; message: string }[] };

/**
 * Compares a proposed plan with a home's present plan over its recorded readings. A back-test reads the record and the home's facts, and
 * writes nothing.
 *
 * Back-tests run one after the other. Each works in slices of 2 ms and gives way to the event loop in between, so that a press waits for one
 * slice at most, however many supervisors ask. Comparisons before a plan goes live have a queue of their own, and other back-tests pause
 * while one of them runs.
 *
 * All methods throw the reason of `signal` when the caller gives up, and what pg throws.
 */
export interface Backtests {
  /** A back-test for a supervisor who tries a plan out. */
  run(homeId: HomeId, proposed: Plan, range?: NightRange, signal?: AbortSignal): Promise<BacktestAnswer>;
  /** The comparison before a plan goes live, over the nights of `nightsBeforeGoLive`. */
  beforeGoLive(homeId: HomeId, proposed: Plan, signal?: AbortSignal): Promise<BacktestAnswer>;
  /** What rules do in injected events, in turn with the back-tests of `run`. See `suggest/eventRings.ts`. */
  eventRings(home: HomeFacts, trials: readonly EventTrial[], nights: readonly string[], signal?: AbortSignal): Promise<EventRings[][]>;
}

export interface BacktestNeeds {
  /** Not the connection on which readings are committed. */
  pool: pg.Pool;
  registry: Pick<Registry, "home">;
  engine: Engine;
  now: () => number;
  /** How long one back-test may take. */
  limitMs?: number;
}

/** What a back-test awaits after each slice. */
type Pause = () => Promise<unknown>;

export function createBacktests(needs: BacktestNeeds): Backtests {
  let lastRun: Promise<unknown> = Promise.resolve();
  let lastGoLive: Promise<unknown> = Promise.resolve();
  return {
    run(homeId, proposed, range = {}, signal = undefined) {
      const pause = () => nextTurn().then(() => lastGoLive);
      const answer = lastRun.then(() => backtest({ ...needs, pause, signal }, homeId, proposed, range));
      lastRun = answer.catch(() => {});
      return orAborted(answer, signal);
    },
    eventRings(home, trials, nights, signal = undefined) {
      const pause = () => nextTurn().then(() => lastGoLive);
      const answer = lastRun.then(() => eventRings({ ...needs, pause, signal }, home, trials, nights));
      lastRun = answer.catch(() => {});
      return orAborted(answer, signal);
    },
    beforeGoLive(homeId, proposed, signal = undefined) {
      const answer = lastGoLive.then(() => backtest({ ...needs, pause: nextTurn, signal }, homeId, proposed, "beforeGoLive"));
      lastGoLive = answer.catch(() => {});
      return orAborted(answer, signal);
    },
  };
}

/** A caller who gives up waits no longer, neither for a place in the queue nor for the database. */
async function orAborted<Answer>(answer: Promise<Answer>, signal: AbortSignal | undefined): Promise<Answer> {
  if (signal === undefined) return answer;
  signal.throwIfAborted();
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const abort = () => reject(signal.reason);
  signal.addEventListener("abort", abort, { once: true });
  return Promise.race([answer, aborted]).finally(() => signal.removeEventListener("abort", abort));
}

interface Run extends BacktestNeeds {
  pause: Pause;
  signal: AbortSignal | undefined;
}

async function backtest(run: Run, homeId: HomeId, proposed: Plan, range: NightRange | "beforeGoLive"): Promise<BacktestAnswer> {
  run.signal?.throwIfAborted();
  const question = await questionAbout(run, homeId, proposed);
  const { now, timezone } = question;
  if (range !== "beforeGoLive") {
    const nights = requestedNights(range, now, timezone);
    if (!nights.ok) return nights;
    const answer = await compareNights(run, question, nights);
    return answer.ok ? answer : refused("from", `${answer.faults[0]?.message}: choose fewer nights`);
  }
  const differences: PlanDifference[] = [];
  for (const nights of await nightsBeforeGoLive(run.pool, homeId, now, timezone)) {
    const answer = await compareNights(run, question, nights);
    if (!answer.ok) return answer;
    differences.push(answer.difference);
  }
  return { ok: true, difference: mergeDifferences(differences as [PlanDifference, ...PlanDifference[]]) };
}

interface Question {
  /** `home.timezone` is the home's own, also where its plan names another. */
  home: HomeFacts;
  /** The time zone of the home's present plan. */
  timezone: string;
  proposed: Plan;
  /** The home's clock in epoch ms: a test home's time ends with its newest reading. */
  now: number;
  /** When the back-test began, by performance.now(). */
  began: number;
}

async function questionAbout({ pool, registry, now }: Run, homeId: HomeId, proposed: Plan): Promise<Question> {
  const began = performance.now();
  const home = registry.home(homeId);
  if (home === undefined) throw new Error(`no home ${homeId}`);
  const ownZone = await readZone(pool, homeId);
  const newest = followsReadings(home.mode) ? await readNewestArrival(pool, homeId) : null;
  return {
    home: { ...home, timezone: ownZone },
    timezone: home.plan.timezone ?? ownZone,
    proposed,
    now: newest === null ? now() : newest + 1,
    began,
  };
}

async function compareNights(run: Run, question: Question, { from, to, isNewest }: Nights): Promise<BacktestAnswer> {
  const { pool, engine, pause, signal, limitMs = usualLimitMs } = run;
  const { home, timezone, proposed, now, began } = question;
  const until = Math.min(to + runOnMs, now);
  const span = { from: from - warmUpMs, until };
  const absences = await readAbsences(pool, home.id, span);
  const recorded = await readAlarms(pool, home, span);
  const arrivals = await findArrivals(pool, home, span);
  if (arrivals.count > mostReadings) return refused("from", `these nights hold more than ${mostReadings.toLocaleString("en-GB")} readings`);
  const { plan: present, ...facts } = home;
  const about = { ...facts, devices: new Map(home.devices), absences };
  const comparing = createPlanBacktest(engine, { home: about, present, proposed, from, to, isNewest });
  let sliceBegan = performance.now();
  for await (const page of arrivals.pages())
    for (const reading of page) {
      comparing.take(reading);
      if (performance.now() - sliceBegan < sliceMs) continue;
      await pause();
      signal?.throwIfAborted();
      sliceBegan = performance.now();
      if (sliceBegan - began > limitMs) {
        const reached = nightOf(Math.max(from, reading.arrivedAt), timezone);
        const count = nightsBetween(from, to, timezone).length;
        return refused("from", `in ${limitMs / 1000} s the back-test reached the night of ${reached}, of ${count} nights`);
      }
    }
  return { ok: true, difference: comparing.difference(until, recorded) };
}

const refused = (path: string, message: string): Extract<BacktestAnswer, { ok: false }> => ({ ok: false, faults: [{ path, message }] });
