import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { catalogue } from "#rules/catalogue.ts";
import { createEngine } from "#rules/engine/engine.ts";
import type { HomeState } from "#rules/engine/homeState.ts";
import { createLife, makeHomes, startsAt } from "./engineHomes.ts";

/** The result of one run of the pure engine (engine.ts). */
export interface EngineRun {
  homes: number;
  readings: number;
  perSecond: number;
  bytesAHome: number;
  alarms: number;
  faults: number;
}

setFlagsFromString("--expose-gc");
const gc = runInNewContext("gc") as () => void;

const everyMs = 30_000;

/** Runs in a child process, so that measurements do not share a heap. */
process.once("message", ({ homes: count, rounds, warmUp }: { homes: number; rounds: number; warmUp: number }) => {
  const engine = createEngine(catalogue);
  const homes = makeHomes(count);
  const life = createLife(homes, everyMs, 1);
  gc();
  const before = process.memoryUsage().heapUsed;
  const states: HomeState[] = homes.map((home) => engine.start(home, startsAt).state);
  let alarms = 0;
  let faults = 0;
  let readings = 0;
  let milliseconds = 0;
  for (let round = 0; round < warmUp + rounds; round += 1) {
    const next = life.round(startsAt + round * everyMs);
    const began = performance.now();
    for (let nth = 0; nth < next.places.length; nth += 1) {
      const place = next.places[nth] as number;
      const advanced = engine.onReading(homes[place] as (typeof homes)[number], states[place] as HomeState, next.readings[nth] as never);
      states[place] = advanced.state;
      alarms += advanced.decided.length;
      faults += advanced.faults.length;
    }
    if (round < warmUp) continue;
    milliseconds += performance.now() - began;
    readings += next.places.length;
  }
  gc();
  // `states` is used here so that the collector does not free it before the heap is measured.
  const bytesAHome = (process.memoryUsage().heapUsed - before) / states.length;
  const run: EngineRun = { homes: count, readings, perSecond: (readings / milliseconds) * 1000, bytesAHome, alarms, faults };
  process.send?.(run, () => process.exit(0));
});
