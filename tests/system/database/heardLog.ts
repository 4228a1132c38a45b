import pino from "pino";
import type { Log } from "#platform/log.ts";

export interface LogLine {
  level: number;
  msg: string;
  [field: string]: unknown;
}

/** A log whose lines from level info on a test can count. */
export function heardLog(): { log: Log; lines: LogLine[] } {
  const lines: LogLine[] = [];
  return { lines, log: pino({ level: "info", base: undefined }, { write: (line: string) => void lines.push(JSON.parse(line)) }) };
}
