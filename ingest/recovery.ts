import type { HomeId } from "#domain/ids.ts";
import type { Log } from "#platform/log.ts";
import type { Engine } from "#rules/engine.ts";
import { beginning, type Known } from "./commit.ts";
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
  for (const home of registry.homes()) {
    const saved = states.get(home.id);
    // Fitted anew because devices, settings or a rule's version may have changed since; at its own time, so nothing falls due.
    const { state } = saved === undefined ? engine.start(home, beginning) : engine.refit(home, saved.state, saved.state.now);
    states.set(home.id, { state, position: saved?.position ?? 0 });
    position = Math.max(position, saved?.position ?? 0);
  }
  for await (const { position: at, reading } of journalAfter(writer, mark)) {
    position = Math.max(position, at);
    health.heard(reading);
    const home = registry.home(reading.homeId);
    const known = states.get(reading.homeId);
    if (home === undefined || known === undefined || at <= known.position) continue;
    states.set(home.id, { state: engine.onReading(home, known.state, reading).state, position: at });
    replayed += 1;
  }
  log.info({ homes: states.size, replayed, position, milliseconds: Math.round(now() - began) }, "rule states recovered");
  return { states, position };
}
