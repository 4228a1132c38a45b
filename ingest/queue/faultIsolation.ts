import { type Subscription, timer } from "rxjs";
import type { HomeId } from "#domain/ids.ts";
import type { Clock } from "#platform/clock.ts";
import { woken } from "../decide.ts";
import { faultOf } from "../journal/writer.ts";
import type { Wakeups } from "../states/wakeups.ts";
import type { Entry, InternalEntry } from "./entry.ts";

interface FaultIsolation<T> {
  commit(batch: readonly T[]): Promise<void>;
  /** Splits a batch that failed. The part with the fault comes last, where it is known. A single entry gives one part. */
  divide(batch: readonly T[], error: unknown): readonly (readonly T[])[];
  /** Called with an entry that failed alone in a batch. */
  entryFailed(entry: T, error: unknown): Promise<void>;
}

/**
 * Commits a batch so that one bad entry never blocks another (docs/guarantees.md, 10).
 *
 * 1. Commit the whole batch in one transaction.
 * 2. If the transaction fails because of an entry, divide the batch and commit each part in the same way.
 * 3. If the failed part is one entry, hand that entry to `entryFailed`.
 * 4. If the database is away, throw: dividing cannot help, and nothing is acknowledged.
 *
 * Example: a batch has 1,999 readings and one tick that fires the timers of 200 homes. A psql session holds the alarm row of home 7. The
 * transaction fails after 300 ms (`lock_timeout`), and `faultOfHome` has noted home 7. The batch is divided into "everything except home 7"
 * and "the tick for home 7". The first part commits. The second part fails alone, after another 300 ms, and is tried again in 5 seconds.
 */
export async function commitIsolatingFaults<T>(batch: readonly T[], how: FaultIsolation<T>): Promise<void> {
  try {
    await how.commit(batch);
  } catch (error) {
    if (faultOf(error) === "away") throw error;
    const parts = how.divide(batch, error);
    const [entry] = parts[0] ?? [];
    if (parts.length > 1) for (const part of parts) await commitIsolatingFaults(part, how);
    else if (entry === undefined) throw error;
    else await how.entryFailed(entry, error);
  }
}

const faultyHome = Symbol("faultyHome");

/** Rethrows the database's error about a decision, marked with the home in which the decision was made. */
export function faultOfHome(homeId: HomeId, fault: unknown): never {
  if (typeof fault === "object" && fault !== null) Object.assign(fault, { [faultyHome]: homeId });
  throw fault;
}

/**
 * Splits a batch that failed. If the fault is marked with a home, that home's entries are the last part and all others the first: each
 * try may wait 300 ms for a locked row, so a press in another home must not wait for many tries. Otherwise the batch is halved.
 */
export function divideBatch(fault: unknown, batch: readonly Entry[], wakeups: Pick<Wakeups, "due">): Entry[][] {
  const entries = batch.length > 1 ? batch : batch.flatMap((entry) => onePerHome(entry, wakeups));
  const homeId = typeof fault === "object" && fault !== null ? (fault as { [faultyHome]?: HomeId })[faultyHome] : undefined;
  if (homeId !== undefined) {
    const ofHome = entries.flatMap((entry) => onlyHomes(entry, (id) => id === homeId, wakeups));
    const others = entries.flatMap((entry) => onlyHomes(entry, (id) => id !== homeId, wakeups));
    if (ofHome.length > 0 && others.length > 0) return [others, ofHome];
  }
  const half = Math.ceil(entries.length / 2);
  return entries.length > 1 ? [entries.slice(0, half), entries.slice(half)] : [[...entries]];
}

function onePerHome(entry: Entry, wakeups: Pick<Wakeups, "due">): readonly Entry[] {
  if (entry.type !== "tick" && entry.type !== "open") return [entry];
  const homes = homesOf(entry, wakeups);
  return homes.length === 0 ? [entry] : homes.map((homeId) => ({ ...entry, homeIds: [homeId] }));
}

const homesOf = (entry: Extract<Entry, { type: "tick" | "open" }>, wakeups: Pick<Wakeups, "due">): readonly HomeId[] =>
  entry.type === "tick" ? woken(entry, wakeups) : entry.homeIds;

/** The entry reduced to the homes that match; nothing if none does. */
function onlyHomes(entry: Entry, matches: (homeId: HomeId) => boolean, wakeups: Pick<Wakeups, "due">): readonly Entry[] {
  if (entry.type === "tick" || entry.type === "open") {
    const all = homesOf(entry, wakeups);
    const homeIds = all.filter(matches);
    if (homeIds.length === 0) return [];
    return homeIds.length === all.length ? [entry] : [{ ...entry, homeIds }];
  }
  const { homeId } = entry.type === "reading" ? entry.reading : entry;
  return matches(homeId) ? [entry] : [];
}

const firstRetryMs = 5_000;
const longestRetryMs = 60_000;

/**
 * Tries internal entries again after they failed alone; no device resends them. The wait doubles from 5 to 60 seconds: 5, 10, 20, 40,
 * 60, 60, … One entry of each type waits per home. A newer one replaces it, because it does the same work and more.
 */
export class Retries {
  readonly #clock: Clock;
  readonly #tryAgain: (entry: InternalEntry) => void;
  readonly #waiting = new Map<string, Subscription>();

  constructor({ clock, tryAgain }: { clock: Clock; tryAgain: (entry: InternalEntry) => void }) {
    this.#clock = clock;
    this.#tryAgain = tryAgain;
  }

  /** `entry` concerns one home. */
  schedule(entry: InternalEntry): void {
    const tries = (entry.tries ?? 0) + 1;
    const key = `${entry.type}/${entry.type === "homeChanged" ? entry.homeId : entry.homeIds}`;
    this.#waiting.get(key)?.unsubscribe();
    const waiting = timer(Math.min(firstRetryMs * 2 ** (tries - 1), longestRetryMs), this.#clock).subscribe(() => {
      this.#waiting.delete(key);
      const now = this.#clock.now();
      if (entry.type === "tick") this.#tryAgain({ ...entry, tries, now });
      else this.#tryAgain(entry.type === "homeChanged" ? { ...entry, tries, at: now } : { ...entry, tries });
    });
    this.#waiting.set(key, waiting);
  }

  /** For shutdown, and for recovery, which finds again what is left to do. */
  cancelAll(): void {
    for (const waiting of this.#waiting.values()) waiting.unsubscribe();
    this.#waiting.clear();
  }
}
