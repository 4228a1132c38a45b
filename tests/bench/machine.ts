import { cpus, loadavg, release, totalmem, type } from "node:os";
import { setTimeout as delay } from "node:timers/promises";
import type { BenchService } from "./load/benchService.ts";

/** Where the figures come from, and how much else the machine had to do. */
export interface Machine {
  cores: number;
  processor: string;
  memoryGb: number;
  system: string;
  node: string;
  postgres: string;
  fsync: string;
  synchronousCommit: string;
  mosquitto: string | null;
  /** Share of all cores that others used before anything was started here, 0 to 1. */
  busyBefore: number;
  loadAverageAfter: number;
}

const settings = `SELECT current_setting('server_version') AS postgres, current_setting('fsync') AS fsync,
  current_setting('synchronous_commit') AS "synchronousCommit"`;

export async function describeMachine(service: BenchService, mosquitto: string | null, busyBefore: number): Promise<Machine> {
  const { rows } = await service.database.query<{ postgres: string; fsync: string; synchronousCommit: string }>(settings);
  const [row] = rows;
  if (row === undefined) throw new Error("PostgreSQL does not say how it is set");
  return {
    cores: cpus().length,
    processor: cpus()[0]?.model ?? "unknown",
    memoryGb: Math.round(totalmem() / 2 ** 30),
    system: `${type()} ${release()}`,
    node: process.version,
    ...row,
    mosquitto,
    busyBefore,
    loadAverageAfter: loadavg()[0] ?? 0,
  };
}

/** Share of all cores in use during the next second, 0 to 1. */
export async function busyShare(): Promise<number> {
  const read = () => cpus().map(({ times }) => ({ idle: times.idle, all: Object.values(times).reduce((sum, one) => sum + one, 0) }));
  const sum = (values: readonly { idle: number; all: number }[]) => ({
    idle: values.reduce((total, one) => total + one.idle, 0),
    all: values.reduce((total, one) => total + one.all, 0),
  });
  const before = sum(read());
  await delay(1_000);
  const after = sum(read());
  return 1 - (after.idle - before.idle) / (after.all - before.all);
}
