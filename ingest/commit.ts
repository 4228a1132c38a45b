import type { HomeFacts } from "#domain/home.ts";
import type { HomeId } from "#domain/ids.ts";
import type { Registry } from "#homes/registry.ts";
import { type DecideDeps, type Decisions, decide } from "./decide.ts";
import { type ReplayWindow, type ReplayWindowRequest, readReplayWindows } from "./journal/readJournal.ts";
import {
  isResend,
  type PositionedReading,
  recordNewReadings,
  recordReadings,
  withoutResends,
  writeQuarantine,
} from "./journal/writeJournal.ts";
import type { Writer } from "./journal/writer.ts";
import { type Performed, performAndCommit, sent } from "./performing.ts";
import type { BadEntry, ChangeEntry, Entry, ReadingEntry } from "./queue/entry.ts";
import { inEventOrder } from "./queue/eventOrder.ts";
import { type KnownState, saveStates } from "./states/snapshots.ts";

/** What one transaction made true; nothing of it may be seen before the commit. */
export interface Committed extends Performed, Pick<Decisions, "states" | "opened" | "faults" | "unmoved"> {
  fresh: readonly PositionedReading[];
  resent: number;
  /** What staff changed, if that was the batch and anything was changed. */
  change: ChangeEntry | null;
}

export interface CommitDeps extends DecideDeps {
  /** Whether resends are unlikely now: a wrong guess costs the work of the batch. */
  assumeNew: boolean;
}

/**
 * Records, decides and performs in one transaction. Throws what the database threw; then nothing has changed, or, where
 * COMMIT's answer was lost, the caller must read the truth anew.
 *
 * With `assumeNew` it decides as if all readings were new, so that the whole transaction goes out in one flight. Where one
 * was not, its key fails it all, and it is done again in two: record, then decide on what came back. Where a reading is so
 * late that a home's record is needed, that is read in between.
 *
 * What staff change of a home stands alone in its batch. Where rules were fitted anew, their states are saved with it: an episode ends
 * under the terms with which it began, so nothing of before may be gone through again under others.
 */
export async function commitBatch(writer: Writer, taken: readonly Entry[], firstPosition: number, deps: CommitDeps): Promise<Committed> {
  const batch = inEventOrder(taken, deps.registry);
  const offered = batch.filter((entry): entry is ReadingEntry => entry.type === "reading");
  const bad = batch.filter((entry): entry is BadEntry => entry.type === "bad");
  const change = batch.find((entry) => entry.type === "change") ?? null;
  const lastPosition = firstPosition + batch.length - 1;
  const readings = (await withoutResends(writer, offered)).map((entry, place) => ({ entry, position: firstPosition + place }));

  async function attempt(guessing: boolean): Promise<Committed> {
    const begun = sent(writer.query("BEGIN"));
    const recorded = sent(guessing ? recordNewReadings(writer, readings).then(() => readings) : recordReadings(writer, readings));
    const kept = sent(writeQuarantine(writer, bad));
    try {
      const fresh = guessing ? readings : await recorded;
      const changed = change && (await change.write(writer));
      const steps = change === null ? batch : stepsAfter(change, changed);
      const pastsOf = async (wanted: readonly ReplayWindowRequest[]) => {
        const pasts = sent(readReplayWindows(writer, wanted));
        await begun;
        await recorded;
        return pasts;
      };
      const asChanged = changed === null ? deps : { ...deps, registry: withHome(deps.registry, changed) };
      const decisions = await decideWithPasts(steps, fresh, firstPosition, pastsOf, asChanged);
      const saved = sent(saveStates(writer, deps.engine.rules, fittedIn(steps, decisions.states, lastPosition)));
      const performed = await performAndCommit(writer, decisions, [begun, recorded, kept, saved]);
      return { ...decisions, ...performed, fresh, resent: offered.length - fresh.length, change: changed && change };
    } catch (error) {
      await writer.query("ROLLBACK").catch(() => {});
      throw error;
    }
  }

  if (!deps.assumeNew) return attempt(false);
  return attempt(true).catch((error: unknown) => (isResend(error) ? attempt(false) : Promise.reject(error)));
}

/** Where something was changed, the home's rules are fitted to it. */
const stepsAfter = ({ homeId, at }: ChangeEntry, changed: HomeFacts | null): Entry[] =>
  changed === null ? [] : [{ type: "refit", homeId, at }];

const withHome = (registry: Pick<Registry, "home">, home: HomeFacts): Pick<Registry, "home"> => ({
  home: (id) => (id === home.id ? home : registry.home(id)),
});

/**
 * The homes whose rules were fitted anew. They take the last position of the batch, which is nobody else's: states that somebody is
 * saving at this moment, and that are without it, can then not be put in their place.
 */
function fittedIn(batch: readonly Entry[], states: Map<HomeId, KnownState>, position: number): Map<HomeId, KnownState> {
  const fitted = new Map<HomeId, KnownState>();
  for (const entry of batch) {
    const known = entry.type === "refit" ? states.get(entry.homeId) : undefined;
    if (entry.type !== "refit" || known === undefined) continue;
    fitted.set(entry.homeId, { state: known.state, position });
    states.set(entry.homeId, { state: known.state, position });
  }
  return fitted;
}

/** Deciding is pure, so starting over is cheap: it is done again once the records are there that it asks for. */
async function decideWithPasts(
  batch: readonly Entry[],
  fresh: readonly PositionedReading[],
  firstPosition: number,
  pastsOf: (wanted: readonly ReplayWindowRequest[]) => ReturnType<typeof readReplayWindows>,
  deps: CommitDeps,
): Promise<Decisions> {
  const positions = new Map<Entry, number>(fresh.map(({ entry, position }) => [entry, position]));
  const pasts = new Map<HomeId, ReplayWindow>();
  for (;;) {
    const decisions = decide(batch, positions, pasts, deps);
    if (decisions.needed.size === 0) return decisions;
    const wanted = [...decisions.needed].map(([homeId, from]): ReplayWindowRequest => {
      return { homeId, from, mode: deps.registry.home(homeId)?.mode ?? "live", position: firstPosition - 1 };
    });
    for (const [homeId, past] of await pastsOf(wanted)) pasts.set(homeId, past);
  }
}
