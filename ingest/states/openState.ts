import type { HomeFacts } from "#domain/home.ts";
import type { Reading } from "#domain/reading.ts";
import type { Engine, StepResult } from "#rules/engine/engine.ts";
import { newState } from "#rules/engine/homeState.ts";
import { replayWindowMs } from "#rules/engine/lateReadings.ts";
import { loadState } from "#rules/engine/snapshot.ts";
import type { ReplayWindow } from "../journal/readJournal.ts";

/** A saved state made ready to go on, or the past that it needs first. */
export type OpenedState = (StepResult & { learned: boolean }) | { needs: number };

/**
 * Opens a saved state. Its rules are fitted anew because devices or settings may have changed since; at the state's own time,
 * so nothing falls due. A rule that has another version now, or is new in the home, learns from what the home said in the last
 * two days; so do all rules where the state cannot be read. What they conclude is decided here.
 */
export function openSavedState(engine: Engine, home: HomeFacts, json: string, past: ReplayWindow | undefined, now: number): OpenedState {
  const saved = loadState(engine.rules, json);
  // A test home's own time is anybody's guess: all of its record is asked for.
  const unread = home.mode === "live" ? now - replayWindowMs : 0;
  if (saved === null && (past === undefined || past.from > unread)) return { needs: unread };
  const before = saved ?? newState(latestArrival(past?.readings ?? []) ?? unread + replayWindowMs, engine.rules.length);
  const fitted = engine.applyHomeChange(home, before, before.now, true);
  const from = engine.rebuildsFrom(home, fitted.state);
  if (from === null) return { ...fitted, learned: false };
  if (past === undefined || past.from > from) return { needs: from };
  const rebuilt = engine.rebuild(home, fitted.state, past.readings);
  return {
    state: rebuilt.state,
    decided: [...fitted.decided, ...rebuilt.decided],
    faults: [...fitted.faults, ...rebuilt.faults],
    learned: true,
  };
}

const latestArrival = (readings: readonly Reading[]): number | null =>
  readings.reduce<number | null>((latest, { arrivedAt }) => Math.max(latest ?? arrivedAt, arrivedAt), null);
