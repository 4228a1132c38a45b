import { followsReadings, type HomeFacts } from "#domain/home.ts";
import type { Reading } from "#domain/reading.ts";
import { movedHome, type ServerStep } from "#domain/time/serverStep.ts";
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
 * `steps` are those of the server's clock since the state was saved: its times are moved by them, and the window is in the frame after them.
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
  steps: readonly ServerStep[] = [],
): OpenedState | NeedsWindow {
  const saved = loadState(engine.rules, json);
  // The clock of a test home can show any time: the window is its whole record.
  const unreadableFrom = followsReadings(home.mode) ? 0 : now - replayWindowMs;
  if (saved === null && (window === null || window.from > unreadableFrom)) return { needsWindowFrom: unreadableFrom };
  const before = saved ?? newState(latestArrival(window?.readings ?? []) ?? unreadableFrom + replayWindowMs, engine.rules.length);
  const movesBy = saved === null ? 0 : steps.reduce((sum, { byMs }) => sum + byMs, 0);
  const earlierHome = movedHome(home, -movesBy);
  const resumed = engine.applyHomeChange(earlierHome, before, before.now, true);
  const fitted = saved === null ? resumed : moved(engine, earlierHome, resumed, steps);
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

function moved(engine: Engine, earlierHome: HomeFacts, from: StepResult, steps: readonly ServerStep[]): StepResult {
  let { state, decided, faults } = from;
  let home = earlierHome;
  for (const step of steps) {
    const result = engine.onServerStep(home, state, step);
    home = movedHome(home, step.byMs);
    state = result.state;
    decided = [...decided, ...result.decided];
    faults = [...faults, ...result.faults];
  }
  return { state, decided, faults };
}

const latestArrival = (readings: readonly Reading[]): number | null =>
  readings.reduce<number | null>((latest, { arrivedAt }) => Math.max(latest ?? arrivedAt, arrivedAt), null);
