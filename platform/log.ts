import pino from "pino";
import pretty from "pino-pretty";

export type Log = pino.Logger;

export const logLevels = ["fatal", "error", "warn", "info", "debug", "trace", "silent"] as const;

/** These fields never appear in the log, neither at the top of the logged object nor one level down. */
const secretFields = ["password", "secret", "token", "authorization", "cookie", "databaseUrl"];

/**
 * Writes one JSON line for each event, or a readable line on a terminal. It goes to standard error, so that standard output carries only
 * the result of a command (a token, a report).
 */
export function createLog(level: string): Log {
  const options: pino.LoggerOptions = {
    level,
    base: undefined,
    redact: { paths: secretFields.flatMap((field) => [field, `*.${field}`]), remove: true },
  };
  if (process.stderr.isTTY) return pino(options, pretty({ destination: 2, sync: true, translateTime: "SYS:HH:MM:ss.l" }));
  return pino({ ...options, timestamp: pino.stdTimeFunctions.isoTime }, pino.destination({ dest: 2, sync: true }));
}

const minuteMs = 60_000;

/** For what may repeat many times a second: calls `write` at most once a minute, and leaves out the calls in between. */
export function onceAMinute<Args extends readonly unknown[]>(write: (...args: Args) => void): (...args: Args) => void {
  let wroteAt = Number.NEGATIVE_INFINITY;
  return (...args) => {
    const now = performance.now();
    if (now - wroteAt < minuteMs) return;
    wroteAt = now;
    write(...args);
  };
}
