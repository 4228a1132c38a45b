import type { Tokens } from "#alarm-console/access/tokens.ts";
import { type Health, selfChecks } from "#alarm-console/routes/health.ts";
import type { Registry } from "#homes/registry.ts";
import type { Ingest } from "#ingest/ingest.ts";
import type { Clock } from "#platform/clock.ts";
import type { Config } from "#platform/config.ts";
import type { Log } from "#platform/log.ts";
import type { Metrics } from "#platform/metrics.ts";
import type { OnDuty } from "#response/watch/onDuty.ts";
import { createWatch, type Watch, type WatchNeeds } from "#response/watch/watch.ts";
import { Canary } from "./canary/canary.ts";
import type { Started } from "./started.ts";

interface Base {
  config: Config;
  metrics: Metrics;
  log: Log;
  passed: () => number;
  started: Started;
}

interface Checked extends Pick<WatchNeeds, "pool" | "response" | "timeFrame"> {
  registry: Registry;
  ingest: Ingest;
}

/** What the service finds out about itself while it runs: the watch (response/watch) and the canary. */
export class SelfChecks {
  readonly #base: Base;
  readonly #clock: Clock;
  readonly #checked: Checked;
  #watch: Watch | null = null;
  #canary: Canary | null = null;

  constructor(base: Base, clock: Clock, checked: Checked) {
    this.#base = base;
    this.#clock = clock;
    this.#checked = checked;
  }

  state(): Pick<Health, "degraded" | "canaryIsWell"> {
    const isWell = { audit: this.#watch?.isWell() ?? true, canary: this.#canary?.isWell ?? true };
    return { degraded: selfChecks.filter((check) => !isWell[check]), canaryIsWell: this.#canary?.isWell ?? null };
  }

  startWatch(onDuty: OnDuty): void {
    const { config, metrics, log, passed, started } = this.#base;
    const { registry, ingest, ...checked } = this.#checked;
    const watch = createWatch({
      ...checked,
      onDuty,
      homeOf: (id) => registry.home(id),
      overdueHomes: ingest.overdueHomes,
      heartbeatUrl: config.heartbeatUrl,
      clock: this.#clock,
      elapsed: passed,
      metrics: metrics.watch,
      log,
    });
    watch.start();
    started.add(() => watch.stop());
    this.#watch = watch;
  }

  /** Call it when devices and screens can connect. */
  async startCanary(at: { httpUrl: string; mqttUrl: string; tokens: Tokens }): Promise<void> {
    const { config, metrics, log, started } = this.#base;
    const { pool, registry, response } = this.#checked;
    if (!config.canary || this.#watch === null) return;
    const { incidents } = this.#watch;
    const canary = new Canary({
      ...at,
      ...{ pool, registry, log, incidents },
      cases: response.cases,
      clock: this.#clock,
      metrics: metrics.watch,
    });
    started.add(() => canary.stop());
    await canary.start();
    this.#canary = canary;
  }
}
