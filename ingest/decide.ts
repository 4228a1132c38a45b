import type { HomeId } from "#domain/ids.ts";
import type { Registry } from "#homes/registry.ts";
import { needsWindow, type StepOutcome } from "#rules/engine/homeRun.ts";
import type { ReplayWindow } from "#rules/engine/replayWindow.ts";
import { type DecidingDeps, DecidingHome, type DecisionSink } from "./decidingHome.ts";
import { unregisteredDecisions } from "./gateways/unregisteredCalls.ts";
import type { Entry, GatewayEntry } from "./queue/entry.ts";
import type { KnownState } from "./states/snapshots.ts";
import type { Wakeups } from "./states/wakeups.ts";

export interface DecideDeps extends Omit<DecidingDeps, "now"> {
  registry: Pick<Registry, "home">;
  wakeups: Wakeups;
  now: () => number;
}

/** What the rules make of a batch; nothing of it is true before the commit. */
export interface Decisions extends DecisionSink {
  states: Map<HomeId, KnownState>;
  /** Homes whose saved state was opened without a change. */
  opened: Map<HomeId, KnownState>;
  /** Homes whose timers a tick could not fire, because the engine threw: they are still due. */
  timersNotFired: Set<HomeId>;
  /** Homes that need a replay window, and from when (epoch ms). Where there is one, the decisions are not complete. */
  needed: Map<HomeId, number>;
}

/** Of homes that need one: the readings before the batch. */
export type ReplayWindows = ReadonlyMap<HomeId, ReplayWindow>;

/** A tick is one entry among others. More due homes wait for the next tick, so that a press never waits for a whole town. */
const homesPerTick = 200;

type Tick = Extract<Entry, { type: "tick" }>;

/** The homes whose timers a tick fires. */
export const woken = ({ now, homeIds }: Tick, wakeups: Pick<Wakeups, "due">): readonly HomeId[] =>
  homeIds ?? wakeups.due(now, homesPerTick);

/**
 * Runs the rules over a batch, in its order, on copies of the states: pure, so a batch can be decided twice. Entries without a position
 * are resends and are left out.
 *
 * Where a late reading needs a replay window, the home is in `needed`; the other homes are decided all the same, so that one pass finds
 * all needs of all homes. The caller reads the windows and decides again.
 */
export function decide(
  batch: readonly Entry[],
  positions: ReadonlyMap<Entry, number>,
  windows: ReplayWindows,
  deps: DecideDeps,
): Decisions {
  const decision = new BatchDecision(windows, deps);
  for (const entry of batch) {
    if (entry.type === "reading") {
      const position = positions.get(entry);
      if (position !== undefined) decision.step(entry.reading.homeId, (home) => home.take(entry.reading, position));
    } else if (entry.type === "gateway") decision.unregistered(entry);
    else if (entry.type === "homeChanged") decision.step(entry.homeId, (home) => home.applyHomeChange(entry.at));
    else if (entry.type === "open") for (const homeId of entry.homeIds) decision.step(homeId, (home) => home.open());
    else if (entry.type === "tick") decision.tick(entry);
  }
  return decision.finish();
}

class BatchDecision {
  readonly #windows: ReplayWindows;
  readonly #deps: DecideDeps;
  readonly #homeDeps: DecidingDeps;
  readonly #homes = new Map<HomeId, DecidingHome>();
  readonly #sink: DecisionSink = { pending: [], faults: [] };
  readonly #timersNotFired = new Set<HomeId>();
  readonly #needed = new Map<HomeId, number>();

  constructor(windows: ReplayWindows, deps: DecideDeps) {
    this.#windows = windows;
    this.#deps = deps;
    this.#homeDeps = { engine: deps.engine, states: deps.states, serverSteps: deps.serverSteps, now: deps.now() };
  }

  /** A home that the registry no longer has takes no step. */
  step(homeId: HomeId, take: (home: DecidingHome) => StepOutcome): boolean {
    const home = this.#home(homeId);
    if (home === null) return false;
    const outcome = take(home);
    if (needsWindow(outcome))
      this.#needed.set(homeId, Math.min(this.#needed.get(homeId) ?? outcome.needsWindowFrom, outcome.needsWindowFrom));
    return outcome === "done";
  }

  tick(tick: Tick): void {
    for (const homeId of woken(tick, this.#deps.wakeups))
      if (!this.step(homeId, (home) => home.tick(tick.now))) this.#timersNotFired.add(homeId);
  }

  /** No rule judges what a device says that is not registered: a danger rings at once. */
  unregistered(entry: GatewayEntry): void {
    const home = this.#deps.registry.home(entry.homeId);
    if (home === undefined) return;
    for (const decided of unregisteredDecisions(entry, home)) this.#sink.pending.push({ home, decided, overdueMs: 0 });
  }

  finish(): Decisions {
    const states = new Map<HomeId, KnownState>();
    const opened = new Map<HomeId, KnownState>();
    for (const [homeId, home] of this.#homes) {
      this.step(homeId, () => home.finish());
      const { changed, opened: unchanged } = home;
      if (changed !== null) states.set(homeId, changed);
      if (unchanged !== null) opened.set(homeId, unchanged);
    }
    return { ...this.#sink, states, opened, timersNotFired: this.#timersNotFired, needed: this.#needed };
  }

  #home(homeId: HomeId): DecidingHome | null {
    const known = this.#homes.get(homeId);
    if (known !== undefined) return known;
    const facts = this.#deps.registry.home(homeId);
    if (facts === undefined) return null;
    const home = new DecidingHome(facts, this.#windows.get(homeId) ?? null, this.#sink, this.#homeDeps);
    this.#homes.set(homeId, home);
    return home;
  }
}
