import type { CausedDecision } from "#domain/decision.ts";
import type { HomeFacts } from "#domain/home.ts";
import type { HomeId } from "#domain/ids.ts";
import type { Reading } from "#domain/reading.ts";
import type { Registry } from "#homes/registry.ts";
import type { PendingDecision } from "#response/alarm/openAlarm.ts";
import type { Engine, ReadReplayWindow, StepResult } from "#rules/engine/engine.ts";
import type { HomeState } from "#rules/engine/homeState.ts";
import { lateReadingsComeFirst } from "#rules/engine/lateBurst.ts";
import { type RuleFault, ruleFaultName } from "#rules/engine/ruleFault.ts";
import { engineFault, engineFaultDecisions, isEngineFault, type StepCause, windowTooLargeNotice } from "./engineFault.ts";
import type { ReplayWindow } from "./journal/readJournal.ts";
import type { Entry, ReadingEntry } from "./queue/entry.ts";
import type { HomeStates } from "./states/homeStates.ts";
import { openSavedState } from "./states/openState.ts";
import type { KnownState } from "./states/snapshots.ts";
import type { Wakeups } from "./states/wakeups.ts";

export interface DecideDeps {
  engine: Engine;
  registry: Pick<Registry, "home">;
  /** As committed so far, or as it was saved where nothing has happened in the home since the service began. */
  states: Pick<HomeStates, "get" | "saved" | "uncommittedDecisions">;
  wakeups: Wakeups;
  now: () => number;
}

/** What the rules make of a batch; nothing of it is true before the commit. */
export interface Decisions {
  states: Map<HomeId, KnownState>;
  /** Homes whose saved state was opened and stands as it was. */
  opened: Map<HomeId, KnownState>;
  performing: PendingDecision[];
  faults: { homeId: HomeId; fault: RuleFault }[];
  /** Homes whose timers a tick could not fire, for the engine has a defect there: they are still due. */
  unmoved: Set<HomeId>;
  /** Homes whose record is needed before anything of this can be done, and since when (epoch ms). */
  needed: Map<HomeId, number>;
}

/** What these homes said before the batch, with how things stood at the beginning of it. */
export type ReplayWindows = ReadonlyMap<HomeId, ReplayWindow>;

/** A tick is one entry among others: more homes wait for the next, so that a press never stands behind a whole town. */
const homesPerTick = 200;

/** The homes whose timers a tick fires. */
export const woken = ({ now, homeIds }: Tick, wakeups: Pick<Wakeups, "due">): readonly HomeId[] =>
  homeIds ?? wakeups.due(now, homesPerTick);

/** A home's record is needed since `from` (epoch ms, by `time`) before the batch can be decided on. */
class PastNeeded extends Error {
  readonly from: number;
  constructor(homeId: HomeId, from: number) {
    super(`home ${homeId}: the past since ${new Date(from).toISOString()} is needed`);
    this.from = from;
  }
}

type Tick = Extract<Entry, { type: "tick" }>;

/** Before anything was read no timer can be due: the first reading or tick moves the home's clock, and decides what was. */
export const beginning = 0;

/**
 * Runs the rules over what is new, in the order of the batch, on copies of the states. Where a reading comes so late that a
 * home's record is needed, it says so in `needed` and does the rest to learn of all such homes: the caller reads them and
 * decides again.
 */
export function decide(batch: readonly Entry[], positions: ReadonlyMap<Entry, number>, pasts: ReplayWindows, deps: DecideDeps): Decisions {
  const { engine, registry } = deps;
  const now = deps.now();
  const states = new Map<HomeId, KnownState>();
  const opened = new Map<HomeId, KnownState>();
  const performing: PendingDecision[] = [];
  const faults: Decisions["faults"] = [];
  const unmoved = new Set<HomeId>();
  const needed = new Map<HomeId, number>();

  const stateOf = (home: HomeFacts): KnownState => states.get(home.id) ?? standing(home) ?? opened.get(home.id) ?? open(home);
  const standing = (home: HomeFacts): KnownState | undefined => {
    const known = deps.states.get(home.id);
    const owed = deps.states.uncommittedDecisions(home.id);
    if (known === undefined || owed === undefined) return known;
    states.set(home.id, known);
    perform(home, known.state, owed);
    return known;
  };
  const open = (home: HomeFacts): KnownState => {
    const saved = deps.states.saved(home.id);
    if (saved === undefined) {
      const known = { state: engine.start(home, beginning).state, position: 0 };
      states.set(home.id, known);
      return known;
    }
    const resumed = openSavedState(engine, home, saved.json, pasts.get(home.id), now);
    if ("needs" in resumed) throw new PastNeeded(home.id, resumed.needs);
    const before = { state: resumed.state, position: saved.position };
    if (resumed.learned || resumed.decided.length > 0) adopt(home, before, resumed);
    else opened.set(home.id, before);
    return before;
  };
  const perform = (home: HomeFacts, before: HomeState, decided: readonly CausedDecision[]): void => {
    for (const one of decided) {
      // What the home's clock had passed already was not missed: it came late, and its sentence says so.
      const missed = home.mode === "live" && one.at > before.now;
      performing.push({ home, one, madeLateMs: missed ? now - one.at : 0 });
    }
  };
  const adopt = (home: HomeFacts, before: KnownState, advanced: StepResult, position = before.position): void => {
    states.set(home.id, { state: advanced.state, position });
    perform(home, before.state, advanced.decided);
    for (const fault of advanced.faults) faults.push({ homeId: home.id, fault });
  };
  /** Up to the last reading taken: a test home's clock may move by hours within a batch. */
  let taken = 0;
  const past: ReadReplayWindow = (homeId, from) => {
    const before = pasts.get(homeId);
    if (before === undefined || before.from > from) throw new PastNeeded(homeId, from);
    return [...before.readings, ...inBatch(batch.slice(0, taken), positions, homeId)];
  };
  /** Readings too late for the states to tell: a home's record is gone through once for all of them. */
  const old = new Map<HomeId, Reading[]>();

  /** One step of a home, unless its past is needed first. Whatever is broken in one home, the others go on, and a call for help is heard. */
  const take = (homeId: HomeId, step: (home: HomeFacts, known: KnownState) => void, occasion: StepCause = { on: "start" }): boolean => {
    const home = registry.home(homeId);
    if (home === undefined) return false;
    try {
      step(home, stateOf(home));
      return true;
    } catch (error) {
      if (error instanceof PastNeeded) needed.set(home.id, Math.min(needed.get(home.id) ?? error.from, error.from));
      else unjudged(home, error, occasion);
      return false;
    }
  };
  const unjudged = (home: HomeFacts, error: unknown, occasion: StepCause): void => {
    const fault = engineFault(error, occasion);
    const isFirst = !faults.some((one) => one.homeId === home.id && isEngineFault(one.fault));
    faults.push({ homeId: home.id, fault });
    for (const one of engineFaultDecisions(fault, home, now))
      if (isFirst || one.rule === ruleFaultName) performing.push({ home, one, madeLateMs: 0 });
  };
  const putOld = (homeId: HomeId): void => {
    const readings = old.get(homeId);
    if (readings === undefined) return;
    old.delete(homeId);
    const home = registry.home(homeId);
    if (home !== undefined && pasts.get(homeId)?.tooLarge) {
      performing.push({ home, one: windowTooLargeNotice(home, now), madeLateMs: 0 });
      return;
    }
    take(homeId, (home, known) => adopt(home, known, engine.onLateReadings(home, known.state, readings, past)));
  };
  const takeReading = (home: HomeFacts, known: KnownState, reading: Reading, position: number): void => {
    const advanced = engine.onReading(home, known.state, reading);
    if (advanced.isOld) old.set(home.id, [...(old.get(home.id) ?? []), reading]);
    adopt(home, known, advanced, position);
  };
  /** Rules that are new in the home's plan learn from its record. */
  const learn = (home: HomeFacts): void => {
    const known = stateOf(home);
    const from = engine.rebuildsFrom(home, known.state);
    if (from !== null) adopt(home, known, engine.rebuild(home, known.state, past(home.id, from)));
  };

  for (const [place, entry] of batch.entries()) {
    taken = place;
    if (entry.type === "reading") {
      const position = positions.get(entry);
      if (position === undefined) continue;
      const { reading } = entry;
      const wakeAt = states.get(reading.homeId)?.state.wakeAt ?? null;
      if (lateReadingsComeFirst(old.get(reading.homeId), reading, wakeAt)) putOld(reading.homeId);
      take(reading.homeId, (home, known) => takeReading(home, known, reading, position), { on: "reading", reading });
    } else if (entry.type === "refit") {
      putOld(entry.homeId);
      take(entry.homeId, (home, known) => {
        adopt(home, known, engine.applyHomeChange(home, known.state, entry.at));
        learn(home);
      });
    } else if (entry.type === "open") {
      for (const homeId of entry.homeIds) take(homeId, () => {});
    } else if (entry.type === "tick") {
      for (const homeId of woken(entry, deps.wakeups)) {
        putOld(homeId);
        const isMoved = take(homeId, (home, known) => adopt(home, known, engine.onTime(home, known.state, entry.now)), {
          on: "timer",
          dueAt: entry.now,
        });
        if (!isMoved) unmoved.add(homeId);
      }
    }
  }
  taken = batch.length;
  for (const homeId of [...old.keys()]) putOld(homeId);
  return { states, opened, performing, faults, unmoved, needed };
}

/** What the home says in the batch and is new. */
const inBatch = (batch: readonly Entry[], positions: ReadonlyMap<Entry, number>, homeId: HomeId): Reading[] =>
  batch
    .filter((entry): entry is ReadingEntry => entry.type === "reading" && entry.reading.homeId === homeId && positions.has(entry))
    .map(({ reading }) => reading);
