import { setImmediate as nextTurn } from "node:timers/promises";
import type pg from "pg";
import type { HomeFacts } from "#domain/home.ts";
import type { HomeId } from "#domain/ids.ts";
import type { Plan } from "#domain/plan.ts";
import { mergeDifferences, type PlanDifference } from "#domain/planDifference.ts";
import { nightOf, nightsBetween } from "#domain/time/nightDate.ts";
import type { Registry } from "#homes/registry.ts";
import { createPlanBacktest, runOnMs, warmUpMs } from "#rules/compare/planDifference.ts";
import type { Engine } from "#rules/engine/engine.ts";
import { type NightRange, type Nights, nightsAsked, nightsBeforeGoLive } from "./backtestNights.ts";
import { findArrivals, readAbsences, readAlarms, readNewestArrival, readZone } from "./homeHistory.ts";

/** More cannot be gone over while somebody waits for the answer. */
const mostReadings = 500_000;
/** Somebody waits for the answer, and others behind them. */
const usualLimitMs = 25_000;
/** So long at most until a press has its turn. */
const sliceMs = 2;

export type BacktestAnswer = { ok: true; difference: PlanDifference } | { ok: false; faults: { path: string; message: string }[] };

export interface Backtests {
  /**
   * What the proposed plan would have done to this home, beside its present one. Throws `signal`'s reason when it is given
   * up, and what pg throws.
   */
  run(homeId: HomeId, proposed: Plan, range?: NightRange, signal?: AbortSignal): Promise<BacktestAnswer>;
  /**
   * The same for a plan that is to go live, over the last fourteen nights with whatever there is of tonight, and each of the last 92 in
   * which an alarm rang that was closed as genuine: before all others, and one under way stands still meanwhile.
   */
  beforeGoLive(homeId: HomeId, proposed: Plan, signal?: AbortSignal): Promise<BacktestAnswer>;
}

export interface BacktestNeeds {
  /** Not the one that readings are committed by. */
  pool: pg.Pool;
  registry: Pick<Registry, "home">;
  engine: Engine;
  now: () => number;
  /** How long one may take. */
  limitMs?: number;
}

/** What a back-test asks after each slice; resolves when it may go on. */
type Pause = () => Promise<unknown>;

/**
 * Back-tests of plans, one after the other: each goes back to the event loop every few milliseconds, so that a press waits for no more
 * than one slice, however many supervisors ask. Nothing of what is live is read but a home's facts, and nothing is written.
 */
export function createBacktests(needs: BacktestNeeds): Backtests {
  let looks: Promise<unknown> = Promise.resolve();
  let goLives: Promise<unknown> = Promise.resolve();
  return {
    run(homeId, proposed, range = {}, signal = undefined) {
      const stepAside = () => nextTurn().then(() => goLives);
      const answer = looks.then(() => backtest(needs, stepAside, homeId, proposed, range, signal));
      looks = answer.catch(() => {});
      return orGivenUp(answer, signal);
    },
    beforeGoLive(homeId, proposed, signal = undefined) {
      const answer = goLives.then(() => backtest(needs, nextTurn, homeId, proposed, "beforeGoLive", signal));
      goLives = answer.catch(() => {});
      return orGivenUp(answer, signal);
    },
  };
}

/** Nobody waits for a turn, or for the database, longer than they wanted to. */
async function orGivenUp(answer: Promise<BacktestAnswer>, signal: AbortSignal | undefined): Promise<BacktestAnswer> {
  if (signal === undefined) return answer;
  signal.throwIfAborted();
  const { promise: givenUp, reject } = Promise.withResolvers<never>();
  const giveUp = () => reject(signal.reason);
  signal.addEventListener("abort", giveUp, { once: true });
  return Promise.race([answer, givenUp]).finally(() => signal.removeEventListener("abort", giveUp));
}

async function backtest(
  needs: BacktestNeeds,
  pause: Pause,
  homeId: HomeId,
  proposed: Plan,
  range: NightRange | "beforeGoLive",
  signal: AbortSignal | undefined,
): Promise<BacktestAnswer> {
  const { pool, registry, now } = needs;
  signal?.throwIfAborted();
  const began = performance.now();
  const home = registry.home(homeId);
  if (home === undefined) throw new Error(`no home ${homeId}`);
  const own = await readZone(pool, homeId);
  const timezone = home.plan.timezone ?? own;
  // A test home's time goes as far as its readings.
  const newest = home.mode === "live" ? null : await readNewestArrival(pool, homeId);
  const today = newest === null ? now() : newest + 1;
  const run: Run = { ...needs, pause, signal, began, home: { ...home, timezone: own }, timezone, proposed, today };
  if (range !== "beforeGoLive") {
    const nights = nightsAsked(range, today, timezone);
    if (!nights.ok) return nights;
    const answer = await goOver(run, nights);
    return answer.ok ? answer : refused("from", `${answer.faults[0]?.message}: choose fewer nights`);
  }
  const differences: PlanDifference[] = [];
  for (const nights of await nightsBeforeGoLive(pool, homeId, today, timezone)) {
    const answer = await goOver(run, nights);
    if (!answer.ok) return answer;
    differences.push(answer.difference);
  }
  return { ok: true, difference: mergeDifferences(differences as [PlanDifference, ...PlanDifference[]]) };
}

/** One question of a home: `home` has its own zone, `timezone` is that of its present plan; `began` by performance.now(). */
interface Run extends BacktestNeeds {
  pause: Pause;
  signal: AbortSignal | undefined;
  began: number;
  home: HomeFacts;
  timezone: string;
  proposed: Plan;
  today: number;
}

async function goOver(run: Run, { from, to, last }: Nights): Promise<BacktestAnswer> {
  const { pool, engine, pause, signal, began, home, timezone, proposed, today, limitMs = usualLimitMs } = run;
  const until = Math.min(to + runOnMs, today);
  const span = { from: from - warmUpMs, until };
  const absences = await readAbsences(pool, home.id, span);
  const recorded = await readAlarms(pool, home, span);
  const arrivals = await findArrivals(pool, home, span);
  if (arrivals.count > mostReadings) return refused("from", `these nights hold more than ${mostReadings.toLocaleString("en-GB")} readings`);
  const { plan: present, ...facts } = home;
  const about = { ...facts, devices: new Map(home.devices), absences };
  const comparing = createPlanBacktest(engine, { home: about, present, proposed, from, to, last });
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
        return refused("from", `in ${limitMs / 1000} s it came as far as the night of ${reached}, of ${count} nights`);
      }
    }
  return { ok: true, difference: comparing.difference(until, recorded) };
}

const refused = (path: string, message: string): Extract<BacktestAnswer, { ok: false }> => ({ ok: false, faults: [{ path, message }] });
