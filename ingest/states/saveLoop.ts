import type pg from "pg";
import { Subscription, timer } from "rxjs";
import type { Clock } from "#platform/clock.ts";
import type { Log } from "#platform/log.ts";
import type { DeviceSummaries } from "./deviceSummaries.ts";
import type { HomeStates } from "./homeStates.ts";

const saveStatesEveryMs = 30_000;
const saveHealthEveryMs = 5_000;

interface Keeping {
  pool: pg.Pool;
  clock: Clock;
  states: HomeStates;
  health: DeviceSummaries;
  /** The last place in the journal that is in the states. */
  position: () => number;
  recording: () => boolean;
  log: Log;
}

/** Saves now and then what recovery would otherwise have to learn from the journal. */
export function startSaveLoop({ pool, clock, states, health, position, recording, log }: Keeping): Subscription {
  const quietly = (what: string, save: () => Promise<void>) => () => {
    if (recording()) save().catch((error) => log.warn({ err: error }, `${what} could not be saved; tried again soon`));
  };
  const keeping = new Subscription();
  keeping.add(timer(saveStatesEveryMs, saveStatesEveryMs, clock).subscribe(quietly("rule states", () => states.save(pool, position))));
  keeping.add(timer(saveHealthEveryMs, saveHealthEveryMs, clock).subscribe(quietly("device health", () => health.save(pool))));
  return keeping;
}

/** The same once more at the end. Throws nothing: without it recovery takes longer. */
export async function saveOnStop({ pool, states, health, position, log }: Keeping): Promise<void> {
  await states
    .save(pool, position)
    .catch((error) => log.warn({ err: error }, "rule states could not be saved at the end; recovery reads the journal"));
  await health.save(pool).catch((error) => log.warn({ err: error }, "device health could not be saved at the end"));
}
