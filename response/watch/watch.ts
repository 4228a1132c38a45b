import type pg from "pg";
import type { HomeFacts } from "#domain/home.ts";
import type { HomeId } from "#domain/ids.ts";
import type { Clock } from "#platform/clock.ts";
import type { Log } from "#platform/log.ts";
import type { WatchMetrics } from "#platform/metrics/watchMetrics.ts";
import type { TimeFrame } from "#platform/timeFrame.ts";
import type { Response } from "../response.ts";
import { Auditor } from "./auditor.ts";
import { Heartbeat } from "./heartbeat.ts";
import { Incidents } from "./incidents.ts";
import { NobodyOnDuty } from "./nobodyOnDuty.ts";
import type { OnDuty } from "./onDuty.ts";
import { TechnicalAlarms } from "./technicalAlarms.ts";

export interface WatchNeeds {
  pool: pg.Pool;
  response: Pick<Response, "cases" | "feed" | "answering" | "settings">;
  onDuty: OnDuty;
  homeOf: (id: HomeId) => HomeFacts | undefined;
  /** How many homes have a timer of a rule that was due at this time (epoch ms) and has not fired. */
  overdueHomes: (dueAt: number) => number;
  /** Called while all is well. Null: none is configured. */
  heartbeatUrl: string | null;
  clock: Clock;
  /** Milliseconds that pass, also while the server's clock is set. */
  elapsed: () => number;
  timeFrame: TimeFrame;
  metrics: WatchMetrics;
  log: Log;
}

/** The service watches itself: the auditor, and whether an operator is on duty. */
export interface Watch {
  incidents: Incidents;
  /** False while an audit fails or finds what it cannot mend. */
  isWell(): boolean;
  start(): void;
  stop(): void;
}

export function createWatch({ response, heartbeatUrl, homeOf, ...needs }: WatchNeeds): Watch {
  const { pool, log } = needs;
  const { cases: desk, feed, answering, settings } = response;
  const incidents = new Incidents({ pool, feed, log });
  const shared = { ...needs, desk, settings: settings.present, incidents };
  const auditor = new Auditor({
    ...shared,
    technicalAlarms: new TechnicalAlarms({ pool, feed, answering, homeOf }),
    heartbeat: heartbeatUrl === null ? null : new Heartbeat({ url: heartbeatUrl, log }),
  });
  const nobodyOnDuty = new NobodyOnDuty(shared);
  return {
    incidents,
    isWell: () => auditor.isWell,
    start() {
      auditor.start();
      nobodyOnDuty.start();
    },
    stop() {
      auditor.stop();
      nobodyOnDuty.stop();
    },
  };
}
