import type { CausedDecision } from "#domain/decision.ts";
import type { HomeFacts } from "#domain/home.ts";
import type { HomeId } from "#domain/ids.ts";
import type { Reading } from "#domain/reading.ts";
import type { Registry } from "#homes/registry.ts";
import type { Log } from "#platform/log.ts";
import { isOfTimer } from "#rules/engine/decisions.ts";
import type { Engine } from "#rules/engine/engine.ts";
import { lateReadingsComeFirst } from "#rules/engine/lateBurst.ts";
import { replayWindowMs } from "#rules/engine/lateReadings.ts";
import { beginning } from "./decide.ts";
import { journalAfter, type ReplayWindow, readReplayWindows } from "./journal/readJournal.ts";
import type { Writer } from "./journal/writer.ts";
import type { DeviceClocks } from "./receive/deviceClocks.ts";
import type { DeviceSummaries } from "./states/deviceSummaries.ts";
import type { RecoveredStates } from "./states/homeStates.ts";
import { openSavedState } from "./states/openState.ts";
import { type KnownState, readJournalMark, readSnapshot, type SavedState } from "./states/snapshots.ts";

export interface Recovered extends RecoveredStates {
  /** The position of the last reading in the journal. */
  position: number;
}

export interface RecoveryNeeds {
  engine: Engine;
  registry: Registry;
  health: DeviceSummaries;
  clocks: DeviceClocks;
  now: () => number;
  log: Log;
}

/**
 * State is a function of the readings: saved states, and the journal after them through the same rules. What the rules
 * decide on the way was committed with those readings and is not performed again; timers that fell due since are left
 * for the first tick, which performs them, late, and each once.
 */
export async function recover(writer: Writer, { engine, registry, health, clocks, now, log }: RecoveryNeeds): Promise<Recovered> {
  const began = now();
  const mark = await readJournalMark(writer);
  const states = new Map<HomeId, KnownState>();
  const saved = new Map<HomeId, SavedState>();
  const concluded = new Map<HomeId, CausedDecision[]>();
  let position = mark;
  let replayed = 0;
  await clocks.load(writer);
  for await (const page of readSnapshot(writer)) {
    for (const [homeId, one] of page) {
      saved.set(homeId, one);
      position = Math.max(position, one.position);
    }
  }

  const pastOf = async ({ id: homeId, mode }: HomeFacts, from: number, upTo: number): Promise<ReplayWindow> => {
    const pasts = await readReplayWindows(writer, [{ homeId, mode, from, position: upTo }]);
    return pasts.get(homeId) ?? { from, readings: [], tooLarge: false };
  };

  /** Whose rules learned from the record. */
  const rebuilt = new Set<HomeId>();
  const broken = new Set<HomeId>();
  /** One home's defect keeps no service from starting: null where the step failed, and the home stays as it was. */
  function unlessBroken<Done>(homeId: HomeId, step: () => Done): Done | null {
    try {
      return step();
    } catch (error) {
      if (!broken.has(homeId)) log.error({ homeId, err: error }, "the rules failed over what this home said; the others go on");
      broken.add(homeId);
      return null;
    }
  }

  /** Null for a home that cannot be opened; what it said since stays out of its state. */
  async function open(home: HomeFacts, one: SavedState | undefined): Promise<KnownState | null> {
    if (broken.has(home.id)) return null;
    if (one === undefined) return unlessBroken(home.id, () => ({ state: engine.start(home, beginning).state, position: 0 }));
    for (let past: ReplayWindow | undefined; ; ) {
      const resumed = unlessBroken(home.id, () => openSavedState(engine, home, one.json, past, now()));
      if (resumed === null) return null;
      if ("needs" in resumed) {
        past = await pastOf(home, resumed.needs, one.position);
        continue;
      }
      for (const { rule, error } of resumed.faults)
        log.error({ homeId: home.id, rule, err: error }, "a rule failed and is set aside in this home");
      if (resumed.learned || resumed.decided.length > 0) {
        rebuilt.add(home.id);
        concluded.set(home.id, [...resumed.decided]);
      }
      return { state: resumed.state, position: one.position };
    }
  }

  const guardsLife = new Set(engine.rules.filter((rule) => rule.guardsLife).map(({ name }) => name));
  /**
   * Of a rule that has another version now, nobody knows what was decided; but calls for help rang when they came, under that version or
   * another. What was waited out of them may have rung or not: it counts once.
   */
  const conclude = (homeId: HomeId, decided: readonly CausedDecision[]): void => {
    const unknown = decided.filter((one) => (guardsLife.has(one.rule) ? isOfTimer(one) : rebuilt.has(homeId)));
    if (unknown.length > 0) concluded.set(homeId, [...(concluded.get(homeId) ?? []), ...unknown]);
  };

  /** Too late for the states to tell: a home's record is gone through once for a burst of them, as it was when they came. */
  const old = new Map<HomeId, Reading[]>();
  async function putOld(homeId: HomeId): Promise<void> {
    const home = registry.home(homeId);
    const known = states.get(homeId);
    const late = old.get(homeId) ?? [];
    old.delete(homeId);
    if (home === undefined || known === undefined) return;
    const from = late.reduce((least, { time }) => Math.min(least, time), known.state.now) - replayWindowMs;
    const { readings, tooLarge } = await pastOf(home, from, known.position);
    if (tooLarge) return;
    const advanced = unlessBroken(homeId, () => engine.onLateReadings(home, known.state, late, () => readings));
    if (advanced === null) return;
    states.set(homeId, { state: advanced.state, position: known.position });
    conclude(homeId, advanced.decided);
  }

  for await (const page of journalAfter(writer, mark)) {
    for (const { position: at, reading } of page) {
      position = Math.max(position, at);
      clocks.learnFromRecord(reading);
      health.update(reading, clocks.skewMs(reading));
      const home = registry.home(reading.homeId);
      if (home === undefined || at <= (saved.get(home.id)?.position ?? 0)) continue;
      if (lateReadingsComeFirst(old.get(home.id), reading, states.get(home.id)?.state.wakeAt ?? null)) await putOld(home.id);
      const known = states.get(home.id) ?? (await open(home, saved.get(home.id)));
      if (known === null) continue;
      saved.delete(home.id);
      states.set(home.id, known);
      const advanced = unlessBroken(home.id, () => engine.onReading(home, known.state, reading));
      if (advanced === null) continue;
      if (advanced.isOld) old.set(home.id, [...(old.get(home.id) ?? []), reading]);
      states.set(home.id, { state: advanced.state, position: at });
      conclude(home.id, advanced.decided);
      replayed += 1;
    }
  }
  for (const homeId of [...old.keys()]) await putOld(homeId);
  clocks.forgetUnrecorded();
  log.info(
    { homes: states.size + saved.size, replayed, rebuilt: rebuilt.size, position, milliseconds: Math.round(now() - began) },
    "rule states recovered",
  );
  const owed = [...concluded].flatMap(([homeId, decided]) => (decided.length === 0 ? [] : { homeId, decided }));
  return { states, saved, position, concluded: owed };
}
