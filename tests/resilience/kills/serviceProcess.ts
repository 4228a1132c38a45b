import { startService } from "#app/service.ts";
import type { Ingest } from "#ingest/ingest.ts";
import { readConfig } from "#platform/config.ts";
import { createLog } from "#platform/log.ts";
import { ManualClock } from "#tests/system/setup/manualClock.ts";

/** The service in a child process, which the chaos run kills. It reports to its parent when it serves, and ends with the parent. */

/** The planted fault that the chaos run must find: the device gets its PUBACK before the commit. */
const acknowledgeEarly = (accept: Ingest["accept"]): Ingest["accept"] => {
  return (offered, settle) => {
    settle("recorded");
    accept(offered, () => {});
  };
};

process.on("disconnect", () => process.exit(1));
/** How far the wall clock is ahead; the parent sets it. */
let clockAheadMs = Number(process.env.CLOCK_AHEAD_MS ?? 0);
const { CLOCK_FROM: clockFrom } = process.env;
/** A clock that only the parent moves. */
const clock = clockFrom === undefined ? null : new ManualClock(clockFrom);
process.on("message", (message: { clockAheadMs: number } | { passMs: number }) => {
  if ("clockAheadMs" in message) ({ clockAheadMs } = message);
  else {
    clock?.advance(message.passMs);
    process.send?.("passed");
  }
});
const serverTime = { wall: () => Date.now() + clockAheadMs };
const config = readConfig(process.env);
const log = createLog(config.logLevel);
try {
  const early = process.argv.includes("--ack-early");
  const time = clock === null ? { serverTime } : { clock };
  const service = await startService(config, log, { ...time, ...(early ? { aroundAccept: acknowledgeEarly } : {}) });
  process.once("SIGTERM", () => void service.stop().then(() => process.exit(0)));
  process.send?.("serving");
} catch (error) {
  log.fatal({ err: error }, "did not start");
  process.exit(1);
}
