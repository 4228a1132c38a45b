import type { AlarmView } from "#domain/alarm.ts";
import type { Decided } from "#domain/decision.ts";
import type { HomeFacts } from "#domain/home.ts";
import type { HomeId } from "#domain/ids.ts";
import { alarmsByCause } from "#response/alarmViews.ts";
import type { Advanced, Engine, HomeState } from "#rules/engine.ts";
import type { RuleFault } from "#rules/ruleFault.ts";
import { perform } from "./decisions.ts";
import type { BadEntry, Entry, ReadingEntry } from "./entry.ts";
import { isResend, keepQuarantine, type Placed, recordNewReadings, recordReadings, withoutResends } from "./journal.ts";
import type { Registry } from "./registry.ts";
import type { Wakeups } from "./wakeups.ts";
import type { Writer } from "./writer.ts";

/** A home's rule states, with the position of the last reading in them. */
export interface Known {
  state: HomeState;
  position: number;
}

/** What one transaction made true; nothing of it may be seen before the commit. */
export interface Committed {
  fresh: readonly Placed[];
  resent: number;
  states: Map<HomeId, Known>;
  alarms: AlarmView[];
  raised: { rule: string; home: HomeFacts }[];
  faults: { homeId: HomeId; fault: RuleFault }[];
}

export interface CommitDeps {
  engine: Engine;
  registry: Registry;
  /** As committed so far. */
  states: { get(homeId: HomeId): Known | undefined };
  wakeups: Wakeups;
  now: () => number;
  /** Whether resends are unlikely now: a wrong guess costs the work of the batch. */
  guessNew: boolean;
}

/** A tick is one entry among others: more homes wait for the next, so that a press never stands behind a whole town. */
const homesPerTick = 200;

/** Before anything was read no timer can be due: the first reading or tick moves the home's clock, and decides what was. */
export const beginning = 0;

/**
 * Records, decides and performs in one transaction. Throws what the database threw; then nothing has changed, or, where
 * COMMIT's answer was lost, the caller must read the truth anew.
 *
 * With `guessNew` it decides as if all readings were new, so that the whole transaction goes out in one flight. Where one
 * was not, its key fails it all, and it is done again in two: record, then decide on what came back.
 */
export async function commitBatch(writer: Writer, batch: readonly Entry[], firstPosition: number, deps: CommitDeps): Promise<Committed> {
  const offered = batch.filter((entry): entry is ReadingEntry => entry.type === "reading");
  const bad = batch.filter((entry): entry is BadEntry => entry.type === "bad");
  const readings = (await withoutResends(writer, offered)).map((entry, place) => ({ entry, position: firstPosition + place }));

  async function attempt(guessing: boolean): Promise<Committed> {
    const begun = sent(writer.query("BEGIN"));
    const recorded = sent(guessing ? recordNewReadings(writer, readings).then(() => readings) : recordReadings(writer, readings));
    const kept = sent(keepQuarantine(writer, bad));
    try {
      const fresh = guessing ? readings : await recorded;
      const { performing, states, faults } = decide(batch, fresh, deps);
      // Nothing here waits for an answer, and what fails makes the COMMIT behind it a ROLLBACK.
      const performances = performing.map(({ home, one }) => sent(perform(writer, home, one, deps.now())));
      const views = sent(
        alarmsByCause(
          writer,
          performing.map(({ one }) => one.cause),
        ),
      );
      const commit = sent(writer.query("COMMIT"));
      // In the order in which they were sent: the first fault counts, those behind it only say that the transaction failed.
      await begun;
      await recorded;
      await kept;
      const performed: Awaited<ReturnType<typeof perform>>[] = [];
      for (const performance of performances) performed.push(await performance);
      const alarms = await views;
      const { command } = await commit;
      if (command !== "COMMIT") throw new Error("the transaction had failed and was rolled back");
      const raised = performing.filter((_, place) => performed[place]?.raised).map(({ home, one }) => ({ rule: one.rule, home }));
      return { fresh, resent: offered.length - fresh.length, states, alarms, raised, faults };
    } catch (error) {
      await writer.query("ROLLBACK").catch(() => {});
      throw error;
    }
  }

  if (!deps.guessNew) return attempt(false);
  return attempt(true).catch((error: unknown) => (isResend(error) ? attempt(false) : Promise.reject(error)));
}

/** Under way, and awaited later: until then its failure is not nobody's. */
function sent<T>(query: Promise<T>): Promise<T> {
  query.catch(() => {});
  return query;
}

/** Runs the rules over what is new, in the order of the batch, on copies of the states. */
function decide(batch: readonly Entry[], fresh: Committed["fresh"], deps: CommitDeps) {
  const { engine, registry } = deps;
  const states = new Map<HomeId, Known>();
  const performing: { home: HomeFacts; one: Decided }[] = [];
  const faults: Committed["faults"] = [];
  const positions = new Map(fresh.map(({ entry, position }) => [entry, position]));

  const stateOf = (home: HomeFacts): Known => states.get(home.id) ?? deps.states.get(home.id) ?? begin(home);
  const begin = (home: HomeFacts): Known => {
    const known = { state: engine.start(home, beginning).state, position: 0 };
    states.set(home.id, known);
    return known;
  };
  const adopt = (home: HomeFacts, advanced: Advanced, position: number): void => {
    states.set(home.id, { state: advanced.state, position });
    for (const one of advanced.decided) performing.push({ home, one });
    for (const fault of advanced.faults) faults.push({ homeId: home.id, fault });
  };

  for (const entry of batch) {
    if (entry.type === "reading") {
      const position = positions.get(entry);
      const home = registry.home(entry.reading.homeId);
      if (position !== undefined && home !== undefined) adopt(home, engine.onReading(home, stateOf(home).state, entry.reading), position);
    } else if (entry.type === "refit") {
      const home = registry.home(entry.homeId);
      if (home === undefined) continue;
      const before = stateOf(home);
      adopt(home, engine.refit(home, before.state, home.mode === "test" ? before.state.now : entry.at), before.position);
    } else if (entry.type === "tick") {
      for (const homeId of deps.wakeups.due(entry.now, homesPerTick)) {
        const home = registry.home(homeId);
        if (home === undefined) continue;
        const before = stateOf(home);
        adopt(home, engine.onTime(home, before.state, entry.now), before.position);
      }
    }
  }
  return { states, performing, faults };
}
