import type { HomeId } from "#domain/ids.ts";
import type { Log } from "#platform/log.ts";
import type { Engine } from "#rules/engine.ts";
import { type Known, startTime } from "./commit.ts";
import type { DeviceHealth } from "./deviceHealth.ts";
import { journalAfter } from "./journal.ts";
import type { Registry } from "./registry.ts";
import { readSnapshot } from "./snapshots.ts";
import type { Writer } from "./writer.ts";

export interface Recovered {
  states: Map<HomeId, Known>;
  /** The last position taken in the journal. */
  position: number;
}

/**
 * State is a function of the readings: saved states, and the journal after them through the same rules. What the rules
 * decide on the way was committed with those readings and is not performed again; timers that fell due since are left
 * for the first tick, which performs them, late, and each once.
 */
export async function recover(
  writer: Writer,
  { engine, registry, health, now, log }: { engine: Engine; registry: Registry; health: DeviceHealth; now: () => number; log: Log },
): Promise<Recovered> {
  const began = now();
  const { states, unreadable, mark } = await readSnapshot(writer);
  if (unreadable.length > 0)
    log.error({ homes: unreadable }, "rule states that cannot be read: these homes start from their newest readings");
  let position = mark;
  let replayed = 0;
  for (const known of states.values()) position = Math.max(position, known.position);
  for await (const one of journalAfter(writer, mark)) {
    const { reading } = one;
    position = Math.max(position, one.position);
    health.heard(reading);
    const home = registry.home(reading.homeId);
    if (home === undefined) continue;
    const known = states.get(home.id) ?? { state: engine.start(home, startTime(home, reading.receivedAt)).state, position: 0 };
    if (one.position <= known.position) continue;
    states.set(home.id, { state: engine.onReading(home, known.state, reading).state, position: one.position });
    replayed += 1;
  }
  for (const home of registry.homes()) {
    const known = states.get(home.id);
    const state =
      known === undefined ? engine.start(home, startTime(home, now())).state : engine.refit(home, known.state, known.state.now).state;
    states.set(home.id, { state, position: known?.position ?? 0 });
  }
  log.info({ homes: states.size, replayed, position, milliseconds: Math.round(now() - began) }, "rule states recovered");
  return { states, position };
}
