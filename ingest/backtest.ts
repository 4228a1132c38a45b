import { setImmediate as nextTurn } from "node:timers/promises";
import type pg from "pg";
import type { HomeId } from "#domain/ids.ts";
import { lastNights, nightBegins, nightOf, nightsBetween } from "#domain/nightDate.ts";
import type { Plan } from "#domain/plan.ts";
import type { PlanDifference } from "#domain/planDifference.ts";
import type { Engine } from "#rules/engine.ts";
import { createPlanBacktest, runOnMs, warmUpMs } from "#rules/planDifference.ts";
import { findArrivals, readAbsences, readAlarms, readNewestArrival, readZone } from "./homeHistory.ts";
import type { Registry } from "./registry.ts";

/** More cannot be gone over while somebody waits for the answer. */
const mostNights = 92;
const mostReadings = 500_000;
const usualNights = 14;
/** Somebody waits for the answer, and others behind them. */
const usualLimitMs = 25_000;
/** Older years are slips of the pen, and a count of their nights would be long. */
const earliest = Date.UTC(2000, 0, 1);
/** So long at most until a press has its turn. */
const sliceMs = 2;

/**
 * `from` and `to` are each a night's date (its noon, where nights meet) or an RFC 3339 time. Where `to` is left out, up to the last
 * night there was; where `from` is, fourteen nights.
 */
export interface NightRange {
  from?: string | undefined;
  to?: string | undefined;
}

export type BacktestAnswer = { ok: true; difference: PlanDifference } | { ok: false; faults: { path: string; message: string }[] };

export interface Backtests {
  /**
   * What the proposed plan would have done to this home, beside its present one. Throws `signal`'s reason when it is given
   * up, and what pg throws.
   */
  run(homeId: HomeId, proposed: Plan, range?: NightRange, signal?: AbortSignal): Promise<BacktestAnswer>;
  /**
   * The same over the last nights and whatever there is of tonight, for a plan that is to go live: before all others, and one under
   * way stands still meanwhile.
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
      const answer = goLives.then(() => backtest(needs, nextTurn, homeId, proposed, "lastNightsUpToNow", signal));
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
  { pool, registry, engine, now, limitMs = usualLimitMs }: BacktestNeeds,
  pause: Pause,
  homeId: HomeId,
  proposed: Plan,
  range: NightRange | "lastNightsUpToNow",
  signal: AbortSignal | undefined,
): Promise<BacktestAnswer> {
  signal?.throwIfAborted();
  const began = performance.now();
  const home = registry.home(homeId);
  if (home === undefined) throw new Error(`no home ${homeId}`);
  const timezone = await readZone(pool, homeId);
  // A test home's time goes as far as its readings.
  const newest = home.mode === "live" ? null : await readNewestArrival(pool, homeId);
  const today = newest === null ? now() : newest + 1;
  const nights = range === "lastNightsUpToNow" ? nightsUpTo(today, timezone) : nightsAsked(range, today, timezone);
  if (!nights.ok) return nights;
  const { from, to, last } = nights;
  const until = Math.min(to + runOnMs, today);
  const span = { from: from - warmUpMs, until };
  const absences = await readAbsences(pool, homeId, span);
  const recorded = await readAlarms(pool, home, span);
  const arrivals = await findArrivals(pool, home, span);
  if (arrivals.count > mostReadings)
    return refused("from", `these nights hold more than ${mostReadings.toLocaleString("en-GB")} readings: choose fewer nights`);
  const { plan: present, ...facts } = home;
  const about = { ...facts, timezone, devices: new Map(home.devices), absences };
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
        const seconds = limitMs / 1000;
        return refused(
          "from",
          `in ${seconds} s it came as far as the night of ${reached}, of ${nightsBetween(from, to, timezone).length} nights: choose fewer nights`,
        );
      }
    }
  return { ok: true, difference: comparing.difference(until, recorded) };
}

type NightsAsked = { ok: true; from: number; to: number; last: boolean } | Extract<BacktestAnswer, { ok: false }>;

/** The time in question in epoch ms; `today` is the present by the home's clock, and nothing after it is known. */
export function nightsAsked(range: NightRange, today: number, timezone: string): NightsAsked {
  const newest = lastNights(1, today, timezone).to;
  const to = range.to === undefined ? newest : Math.min(today, instantOf(range.to, timezone));
  const from = range.from === undefined ? lastNights(usualNights, to, timezone).from : instantOf(range.from, timezone);
  if (from < earliest) return refused(range.from === undefined ? "to" : "from", "a back-test goes back to the year 2000 at the most");
  if (from >= to) return refused("from", "the nights end before they begin, or lie in the future");
  const count = nightsBetween(from, to, timezone).length;
  if (count > mostNights) return refused("from", `a back-test goes over at most ${mostNights} nights, and these are ${count}`);
  return { ok: true, from, to, last: to === newest };
}

/** The last nights and, from noon on, what there is of the one that begins. */
const nightsUpTo = (today: number, timezone: string): NightsAsked => ({
  ok: true,
  from: lastNights(usualNights, today, timezone).from,
  to: today,
  last: true,
});

const instantOf = (given: string, timezone: string): number => (given.length === 10 ? nightBegins(given, timezone) : Date.parse(given));

const refused = (path: string, message: string): Extract<BacktestAnswer, { ok: false }> => ({ ok: false, faults: [{ path, message }] });
