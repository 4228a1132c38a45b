import type { Config } from "#platform/config.ts";
import type { Log } from "#platform/log.ts";
import type { Metrics } from "#platform/metrics.ts";
import type { Started } from "../started.ts";

/** What every part needs. */
export interface Base {
  config: Config;
  log: Log;
  now: () => number;
  /** Milliseconds that pass, also while the server's clock is set. */
  passed: () => number;
  metrics: Metrics;
  started: Started;
}

/** A browser cannot open 0.0.0.0, so a URL names the loopback address instead. */
export const hostInUrl = (host: string): string =>
  host === "0.0.0.0" || host === "::" ? "127.0.0.1" : host.includes(":") ? `[${host}]` : host;
