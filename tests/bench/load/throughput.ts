import { setTimeout as delay } from "node:timers/promises";
import { median } from "../statistics.ts";
import type { BenchService } from "./benchService.ts";
import type { Generator } from "./generatorProcess.ts";
import type { LoadDevice } from "./load.ts";
import type { Mosquitto } from "./mosquitto.ts";
import { firstSeq } from "./readingPackets.ts";

export interface ThroughputOptions {
  service: BenchService;
  mosquitto: Mosquitto | null;
  generator: Generator;
  devices: readonly (LoadDevice & { id: string })[];
  window: number;
  rounds: number;
  seconds: number;
  /** Called with each figure. */
  progress(line: string): void;
}

export interface Throughput {
  clients: number;
  window: number;
  /** Readings acknowledged a second, round by round. */
  linkLine: number[];
  mosquitto: number[] | null;
  linkLineMedian: number;
  mosquittoMedian: number | null;
  ratio: number | null;
  /** CPU time of the service's own process for one reading, round by round: hardly moved by what else the machine does. */
  serviceCpuMicroseconds: number[];
  stored: Stored;
}

export interface Stored {
  acknowledged: number;
  stored: number;
  /** Acknowledged and not stored. */
  missing: number;
  /** Stored more than once. */
  doubled: number;
}

export const targets = { linkLine: "Link Line", mosquitto: "Mosquitto" } as const;
const warmUpSeconds = 2;

/** Connects both, and measures them in turns, so that what else the machine does meets both alike. */
export async function measureThroughput(options: ThroughputOptions): Promise<Throughput> {
  const { service, mosquitto, generator, devices, window, rounds, seconds, progress } = options;
  const boot = `bench-${Date.now()}`;
  await generator.connect(targets.linkLine, { broker: service.mqtt, devices, window, boot });
  if (mosquitto !== null) await generator.connect(targets.mosquitto, { broker: mosquitto.address, devices, window, boot });

  async function round(target: string, length: number): Promise<{ rate: number; acknowledged: number }> {
    await generator.start(target, null);
    await delay(length * 1000);
    const { acknowledged, seconds: took } = await generator.stop(target);
    return { rate: acknowledged / took, acknowledged };
  }

  const rates: { linkLine: number[]; mosquitto: number[] } = { linkLine: [], mosquitto: [] };
  const serviceCpuMicroseconds: number[] = [];
  for (let n = 0; n <= rounds; n += 1) {
    // The first round warms up and does not count.
    const length = n === 0 ? warmUpSeconds : seconds;
    const cpuBefore = await service.cpuSeconds();
    const committed = await round(targets.linkLine, length);
    const cpu = ((await service.cpuSeconds()) - cpuBefore) / committed.acknowledged;
    const inMemory = mosquitto === null ? null : await round(targets.mosquitto, length);
    if (n === 0) continue;
    rates.linkLine.push(committed.rate);
    serviceCpuMicroseconds.push(cpu * 1e6);
    if (inMemory !== null) rates.mosquitto.push(inMemory.rate);
    progress(`round ${n}: Link Line ${perSecond(committed.rate)}, Mosquitto ${inMemory === null ? "absent" : perSecond(inMemory.rate)}`);
  }

  const linkLineMedian = median(rates.linkLine);
  const mosquittoMedian = mosquitto === null ? null : median(rates.mosquitto);
  return {
    clients: devices.length,
    window,
    linkLine: rates.linkLine,
    mosquitto: mosquitto === null ? null : rates.mosquitto,
    linkLineMedian,
    mosquittoMedian,
    ratio: mosquittoMedian === null ? null : linkLineMedian / mosquittoMedian,
    serviceCpuMicroseconds,
    stored: await compareStored(service, boot, devices, await generator.totals(targets.linkLine)),
  };
}

const storedByDevice = `SELECT device_id::text AS id, count(*)::int AS stored, count(DISTINCT seq)::int AS different,
    count(DISTINCT seq) FILTER (WHERE seq < $2 + coalesce((($3::jsonb) ->> device_id::text)::bigint, 0))::int AS acknowledged
  FROM reading WHERE boot = $1 GROUP BY device_id`;

/** Acknowledgements come in order: of a device with n of them it is the first n sequence numbers that must be there. */
async function compareStored(
  { database }: BenchService,
  boot: string,
  devices: readonly { id: string }[],
  acknowledged: readonly number[],
): Promise<Stored> {
  const promised = new Map(devices.map((device, n) => [device.id, acknowledged[n] ?? 0]));
  const { rows } = await database.query<{ id: string; stored: number; different: number; acknowledged: number }>(storedByDevice, [
    boot,
    firstSeq,
    Object.fromEntries(promised),
  ]);
  const sum = (values: Iterable<number>): number => [...values].reduce((total, value) => total + value, 0);
  const total = sum(promised.values());
  return {
    acknowledged: total,
    stored: sum(rows.map((row) => row.stored)),
    missing: total - sum(rows.map((row) => row.acknowledged)),
    doubled: sum(rows.map((row) => row.stored - row.different)),
  };
}

export const perSecond = (rate: number): string => `${Math.round(rate).toLocaleString("en-GB")}/s`;
