import type pg from "pg";
import type { HomeFacts } from "#domain/home.ts";
import type { Plan } from "#domain/plan.ts";
import type { Reading } from "#domain/reading.ts";
import { nightBegins } from "#domain/time/nightDate.ts";
import { warmUpMs } from "#rules/compare/comparePlans.ts";
import { type EventKind, eventIn, playEvent } from "#rules/compare/injectedEvent.ts";
import type { Engine } from "#rules/engine/engine.ts";
import { findArrivals, readAbsences } from "../readRecord.ts";

/** A rule that should ring in an event, and the two plans that are compared. */
export interface EventTrial {
  rule: string;
  kind: EventKind;
  live: Plan;
  suggested: Plan;
}

/** When the rule rang in the event of one night under each plan, epoch ms; null where it did not. */
export interface EventRings {
  live: number | null;
  suggested: number | null;
}

export interface EventNeeds {
  pool: pg.Pool;
  engine: Engine;
  /** Awaited after each slice of 2 ms, so that a press waits for one slice at most. */
  pause: () => Promise<unknown>;
  signal: AbortSignal | undefined;
}

const sliceMs = 2;
/** The longest wait of a rule is over by then. */
const playedMs = 48 * 3_600_000;

/** For each trial, what its rule did in the event, one entry a night. Empty where the home has no device for the event. Throws the reason of `signal`. */
export async function eventRings(
  needs: EventNeeds,
  home: HomeFacts,
  trials: readonly EventTrial[],
  nights: readonly string[],
): Promise<EventRings[][]> {
  const rings: EventRings[][] = trials.map(() => []);
  for (const night of nights) {
    const begins = nightBegins(night, home.timezone);
    const span = { from: begins - warmUpMs, until: begins + playedMs };
    const recorded = await readingsOf(needs, home, span);
    const absences = await readAbsences(needs.pool, home.id, span);
    for (const [place, { rule, kind, live, suggested }] of trials.entries()) {
      const event = eventIn(kind, home, night);
      if (event === null || recorded.length === 0) continue;
      const ring = (plan: Plan) =>
        played(needs, playEvent(needs.engine, { ...home, absences, plan }, { rule, event, until: span.until }, recorded));
      rings[place]?.push({ live: await ring(live), suggested: await ring(suggested) });
    }
  }
  return rings;
}

/** Plays in slices, and gives way between them. */
async function played({ pause, signal }: EventNeeds, play: ReturnType<typeof playEvent>): Promise<number | null> {
  let sliceBegan = performance.now();
  for (let step = play.next(); ; step = play.next()) {
    if (step.done) return step.value;
    if (performance.now() - sliceBegan < sliceMs) continue;
    await pause();
    signal?.throwIfAborted();
    sliceBegan = performance.now();
  }
}

async function readingsOf({ pool }: EventNeeds, home: HomeFacts, span: { from: number; until: number }): Promise<Reading[]> {
  const arrivals = await findArrivals(pool, home, span);
  const readings: Reading[] = [];
  for await (const page of arrivals.pages()) readings.push(...page);
  return readings;
}
