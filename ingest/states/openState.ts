import type { HomeFacts } from "#domain/home.ts";
import type { Reading } from "#domain/reading.ts";
import type { Engine, StepResult } from "#rules/engine/engine.ts";
import type { NeedsWindow } from "#rules/engine/homeRun.ts";
import { newState } from "#rules/engine/homeState.ts";
import { type ReplayWindow, replayWindowMs } from "#rules/engine/replayWindow.ts";
import { loadState } from "#rules/engine/snapshot.ts";

/** A home without a saved state starts here: no timer can be due before the first reading or tick moves the home's clock. */
export const startOfTime = 0;

/** `isRebuilt`: at least one rule was rebuilt from readings. */
export type OpenedState = StepResult & { isRebuilt: boolean };

/**
 * Opens a saved state. Devices and settings may have changed since, so the rules are fitted to the present home, at the state's own
 * time: no timer falls due. A rule that is new in the home, or has another version now, is rebuilt from the home's readings of the last
 * two days; so are all rules when the state is unreadable. `decided` is what the rebuilt rules conclude.
 *
 * Example. The service stops at 21:00 and starts at 21:05 with version 2 of bedExit. The saved state of version 1 does not fit, so the
 * first call answers `needsWindowFrom` (21:00 two days ago). With that window bedExit learns that the bed is empty since 20:50.
 */
export function openSavedState(
  engine: Engine,
  home: HomeFacts,
  json: string,
  window: ReplayWindow | null,
  now: number,
): OpenedState | NeedsWindow {
  const saved = loadState(engine.rules, json);
  // The clock of a test home can show any time: the window is its whole record.
  const unreadableFrom = home.mode === "live" ? now - replayWindowMs : 0;
  if (saved === null && (window === null || window.from > unreadableFrom)) return { needsWindowFrom: unreadableFrom };
  const before = saved ?? newState(latestArrival(window?.readings ?? []) ?? unreadableFrom + replayWindowMs, engine.rules.length);
  const fitted = engine.applyHomeChange(home, before, before.now, true);
  const from = engine.rebuildsFrom(home, fitted.state);
  if (from === null) return { ...fitted, isRebuilt: false };
  if (window === null || window.from > from) return { needsWindowFrom: from };
  const rebuilt = engine.rebuild(home, fitted.state, window.readings);
  return {
    state: rebuilt.state,
    decided: [...fitted.decided, ...rebuilt.decided],
    faults: [...fitted.faults, ...rebuilt.faults],
    isRebuilt: true,
  };
}

const latestArrival = (readings: readonly Reading[]): number | null =>
  readings.reduce<number | null>((latest, { arrivedAt }) => Math.max(latest ?? arrivedAt, arrivedAt), null);
