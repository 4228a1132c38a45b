import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { differs } from "../checks/difference.ts";

const patienceMs = 30_000;
const program = join(import.meta.dirname, "serviceProcess.ts");

/** The service as a process that can be killed. It is started again at once, as a process supervisor would do. */
export interface KillableService {
  serving(): boolean;
  /** Sends SIGKILL and starts the service again after `downMs`. False if there was no process to kill. */
  kill(downMs?: number): boolean;
  /** Sends SIGSTOP, or SIGCONT: the process is there and does nothing, as in a paused container. */
  freeze(frozen: boolean): void;
  /** Sets the wall clock of the service's machine, as the service sees it: ahead of the right time by so many milliseconds. */
  setClock(aheadMs: number): void;
  /** With `clockFrom`: so much time passes, for the process too if one runs. Resolves when its timers have begun what fell due. */
  passes(milliseconds: number): Promise<void>;
  /** Sends SIGTERM: the service commits what is queued and saves its states. It is started again when it has ended. */
  stopOrderly(): Promise<void>;
  /** Stops it in order, for the last time. */
  end(): Promise<void>;
  /** How often it was started. */
  starts(): number;
}

export function createKillableService({
  env,
  ackEarly,
  logPath,
  clockFrom,
}: {
  env: Record<string, string>;
  ackEarly: boolean;
  logPath: string;
  /** RFC 3339. The service has a clock that only `passes` moves; left out, the clock of this machine. */
  clockFrom?: string;
}): KillableService {
  let child: ChildProcess | null = null;
  let serving = false;
  let ending = false;
  let starts = 0;
  let pauseMs = 0;
  let clockAheadMs = 0;
  let passedMs = 0;
  let ended: Promise<unknown> = Promise.resolve();

  function start(): void {
    starts += 1;
    const output = openSync(logPath, "a");
    const clock = clockFrom === undefined ? {} : { CLOCK_FROM: new Date(Date.parse(clockFrom) + passedMs).toISOString() };
    const started = spawn(process.execPath, [program, ...(ackEarly ? ["--ack-early"] : [])], {
      env: { PATH: process.env.PATH, LOG_LEVEL: "warn", LINKLINE_CANARY: "off", CLOCK_AHEAD_MS: String(clockAheadMs), ...clock, ...env },
      stdio: ["ignore", output, output, "ipc"],
    });
    closeSync(output);
    child = started;
    started.once("message", () => {
      serving = child === started;
    });
    const { promise, resolve } = Promise.withResolvers<void>();
    ended = promise;
    started.once("exit", () => {
      serving = false;
      child = null;
      resolve();
      if (ending) return;
      // A service that ended by itself found no database: it is started again a little later.
      const waitMs = Math.max(pauseMs, started.signalCode === "SIGKILL" ? 0 : 150);
      pauseMs = 0;
      void delay(waitMs).then(() => ending || start());
    });
  }
  start();

  return {
    serving: () => serving,
    starts: () => starts,
    kill(downMs = 0) {
      if (child === null) return false;
      pauseMs = downMs;
      serving = false;
      return child.kill("SIGKILL");
    },
    setClock(aheadMs) {
      clockAheadMs = aheadMs;
      // A process that is ending has closed its channel; the next one starts with this clock.
      if (child?.connected) child.send({ clockAheadMs }, () => {});
    },
    async passes(milliseconds) {
      passedMs += milliseconds;
      if (child === null || !serving) return;
      const passed = once(child, "message");
      child.send({ passMs: milliseconds });
      await passed;
    },
    freeze: (frozen) => void child?.kill(frozen ? "SIGSTOP" : "SIGCONT"),
    async stopOrderly() {
      serving = false;
      child?.kill("SIGTERM");
      const late = Symbol();
      if ((await Promise.race([ended, delay(patienceMs, late, { ref: false })])) === late)
        differs("the service does not stop when it is asked to");
    },
    async end() {
      ending = true;
      child?.kill("SIGTERM");
      await Promise.race([ended, delay(patienceMs, undefined, { ref: false })]);
      child?.kill("SIGKILL");
      await ended;
    },
  };
}
