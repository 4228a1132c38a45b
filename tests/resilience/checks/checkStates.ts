import { isDeepStrictEqual } from "node:util";
import type { HomeFacts } from "#domain/home.ts";
import { movedHome } from "#domain/time/serverStep.ts";
import { Registry } from "#homes/registry.ts";
import { readServerSteps, type ServerSteps } from "#ingest/journal/serverSteps.ts";
import { connectWriter } from "#ingest/journal/writer.ts";
import { DeviceClocks } from "#ingest/receive/deviceClocks.ts";
import { type Recovered, recover } from "#ingest/recovery.ts";
import { DeviceSummaries } from "#ingest/states/deviceSummaries.ts";
import { openSavedState, startOfTime } from "#ingest/states/openState.ts";
import { createPool } from "#platform/database.ts";
import { createLog } from "#platform/log.ts";
import { catalogue } from "#rules/catalogue.ts";
import { createEngine, type Engine } from "#rules/engine/engine.ts";
import type { HomeState } from "#rules/engine/homeState.ts";
import { slotsOf } from "#tests/unit/rules/engine/slots.ts";
import { differs } from "./difference.ts";

const forget = `BEGIN; DELETE FROM rule_state; UPDATE journal_mark SET position = 0`;

const comingMs = 3 * 86_400_000;

/**
 * The parts of a state that must be equal, and what its timers decide in the next three days. Two fields are not compared: `lookAt`, which a
 * rule may move, and `recentSteps`.
 */
function meaningOf(engine: Engine, home: HomeFacts, state: HomeState, at: number) {
  const { state: now } = engine.onTime(home, state, at);
  const slots = slotsOf(now);
  const { ringing, held, absenceEnded, lastEventTime, finishing } = now;
  const known = slots.map((slot) => JSON.stringify(slot?.state ?? null, inNameOrder));
  const coming = engine.onTime(home, now, at + comingMs).decided.map(({ cause, at: dueAt }) => ({ cause, dueAt }));
  return {
    known,
    ringing,
    held,
    absenceEnded,
    lastEventTime,
    finishing,
    disabled: slots.map((slot) => slot?.disabledReason ?? null),
    coming,
  };
}

function stateOf(engine: Engine, home: HomeFacts, { states, saved }: Recovered, steps: ServerSteps, at: number): HomeState {
  const known = states.get(home.id);
  if (known !== undefined) {
    let { state } = known;
    let earlier = movedHome(home, -steps.msBetween(known.position));
    for (const step of steps.between(known.position)) {
      ({ state } = engine.onServerStep(earlier, state, step));
      earlier = movedHome(earlier, step.byMs);
    }
    return state;
  }
  const one = saved.get(home.id);
  if (one === undefined) return engine.start(home, startOfTime).state;
  const resumed = openSavedState(engine, home, one.json, null, at, steps.between(one.position));
  if ("needsWindowFrom" in resumed) differs(`the saved state of home ${home.id} lacks the state of a rule`);
  return resumed.state;
}

const inNameOrder = (key: string, value: unknown): unknown => {
  if (key === "lookAt") return undefined;
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
};

/**
 * State is a function of the readings (docs/guarantees.md, 3): the saved states and the states built from the whole journal are equal at the same time.
 * The service must have ended, with a clock that was `aheadMs` ahead. Throws Difference that names the first home where they differ; returns the number of homes.
 */
export async function checkStates(url: string, aheadMs: number): Promise<number> {
  const log = createLog("silent");
  const pool = createPool(url, log);
  const writer = await connectWriter(url, log, 15_000);
  try {
    const now = (): number => Date.now() + aheadMs;
    const registry = new Registry({ pool, now, timezone: "Europe/London" });
    await registry.load();
    const engine = createEngine(catalogue);
    const serverSteps = await readServerSteps(writer);
    const needs = { engine, registry, serverSteps, now, log };
    const again = () => recover(writer, { ...needs, deviceSummaries: new DeviceSummaries(), clocks: new DeviceClocks() });
    const saved = await again();
    await writer.query(forget);
    const replayed = await again();
    await writer.query("ROLLBACK");
    const at = now();
    for (const home of registry.homes()) {
      const [one, other] = [saved, replayed].map((recovered) =>
        meaningOf(engine, home, stateOf(engine, home, recovered, serverSteps, at), at),
      );
      if (!isDeepStrictEqual(one, other))
        differs(
          `home ${home.id} has one state in the snapshot: ${JSON.stringify(one)} and another from its readings: ${JSON.stringify(other)}`,
        );
    }
    return saved.states.size + saved.saved.size;
  } finally {
    await writer.end();
    await pool.end();
  }
}
