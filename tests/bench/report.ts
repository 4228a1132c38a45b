import { mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { slower, type Wakings } from "./carer/wakings.ts";
import type { DecodeFigures } from "./decode/decode.ts";
import type { Latency } from "./load/latency.ts";
import { perSecond, type Throughput } from "./load/throughput.ts";
import type { Machine } from "./machine.ts";
import type { Messages } from "./notify/messages.ts";
import type { Reconnect } from "./reconnect/reconnect.ts";
import { type RuleFigures, ruleLines } from "./rules/ruleFigures.ts";
import { manyHomes } from "./search/manyHomes.ts";
import type { SearchFigures } from "./search/search.ts";
import { median, type Spread } from "./statistics.ts";

export interface Report {
  startedAt: string;
  command: string;
  machine: Machine;
  rules: RuleFigures;
  throughput: Throughput | null;
  latency: {
    idle: Latency;
    /**
     * `perSecond` is what was really acknowledged beside the presses, `serviceCpuShare` how much of one core the service's
     * process took: readings that come one by one cost more than those that come as fast as they are acknowledged.
     */
    halfLoad: (Latency & { perSecond: number; serviceCpuShare: number }) | null;
    presses: { pressed: number; inTimelines: number };
  } | null;
  messages: Messages | null;
  search: SearchFigures | null;
  wakings: Wakings | null;
  reconnect: Reconnect | null;
  decode: DecodeFigures | null;
}

/** What the project aims at; a benchmark says whether it is met and fails nothing. */
const aims = { throughputRatio: 0.6, latencyRatio: 2.5 };

const resultsFolder = resolve(import.meta.dirname, "../../results");

/** Gives the path. */
export function writeReport(report: Report): string {
  mkdirSync(resultsFolder, { recursive: true });
  const path = join(resultsFolder, `bench-${report.startedAt.slice(0, 19).replaceAll(":", "")}.json`);
  writeFileSync(path, `${JSON.stringify(report, null, 2)}\n`);
  return path;
}

export function asText({ command, machine, rules, throughput, latency, messages, search, wakings, reconnect, decode }: Report): string {
  const lines = [
    "",
    command,
    `${machine.cores} cores (${machine.processor}), ${machine.memoryGb} GB, ${machine.system}; node ${machine.node}, PostgreSQL ${machine.postgres}` +
      ` (fsync ${machine.fsync}, synchronous_commit ${machine.synchronousCommit}), Mosquitto ${machine.mosquitto ?? "not found"}`,
    `others used ${Math.round(machine.busyBefore * 100)} % of the cores before the start; load average afterwards ${machine.loadAverageAfter.toFixed(1)}`,
  ];
  const ofRules = ruleLines(rules);
  if (ofRules.length > 0) lines.push("", ...ofRules);
  if (throughput !== null) lines.push("", ...throughputLines(throughput));
  if (latency !== null) lines.push("", ...latencyLines(latency));
  if (messages !== null) lines.push("", ...messageLines(messages));
  if (search !== null) lines.push("", ...searchLines(search));
  if (wakings !== null) lines.push("", ...wakingLines(wakings));
  if (reconnect !== null) lines.push("", ...reconnectLines(reconnect));
  if (decode !== null) lines.push("", "To decode one message, µs of one core", ...decode.map(decodeLine));
  return lines.join("\n");
}

const decodeLine = ({ family, bytes, microseconds, worstMs }: DecodeFigures[number]): string =>
  `  ${family.padEnd(16)}${microseconds.toFixed(1).padStart(6)}  (${bytes} bytes)${worstMs === null ? "" : `, a hostile one ${worstMs.toFixed(0)} ms`}`;

const reconnectLines = ({ devices, connected, acknowledged, retries, pressMeanwhile, pressAfterwards, presses }: Reconnect): string[] => [
  `${devices.toLocaleString("en-GB")} devices connect at once, ms${" ".repeat(9)}p50      p99    p99.9      max    count`,
  spreadLine("  until CONNACK", connected),
  spreadLine("  until its reading is acknowledged", acknowledged),
  `  ${retries} connections tried again`,
  spreadLine("  press to console meanwhile", pressMeanwhile),
  spreadLine("  press to console afterwards", pressAfterwards),
  `  ${presses.pressed} presses, ${presses.inTimelines} in timelines of alarms ${presses.pressed === presses.inTimelines ? "(each once)" : "FAULT"}`,
];

const messageLines = ({ fromCommit, fromPress, presses, texts }: Messages): string[] => [
  `Text to provider, ms${" ".repeat(25)}p50      p99    p99.9      max    count`,
  spreadLine("  from the commit", fromCommit),
  spreadLine("  from the press", fromPress),
  `  ${presses} presses, ${texts} texts ${presses === texts ? "(each once)" : "FAULT"}`,
];

const wakingLines = ({ toPushService, toNotification, openedFromCache, presses }: Wakings): string[] => [
  `Press to a carer's phone, ms${" ".repeat(19)}p50      p99    p99.9      max    count`,
  spreadLine("  push with the push service", toPushService),
  spreadLine("  notification shown", toNotification),
  `  ${presses} presses, each shown once`,
  spreadLine(`Opened from cache, ${slower} times slower`, openedFromCache),
];

const searchLines = (figures: SearchFigures): string[] => [
  `Searches among ${manyHomes.homes.toLocaleString("en-GB")} homes, ms${" ".repeat(8)}p50      p99    p99.9      max    count`,
  ...Object.entries(figures).map(([title, figure]) => spreadLine(`  ${title}`, figure)),
];

function throughputLines({
  clients,
  window,
  linkLine,
  linkLineMedian,
  mosquittoMedian,
  ratio,
  serviceCpuMicroseconds,
  stored,
}: Throughput) {
  const { acknowledged, missing, doubled } = stored;
  return [
    `Acknowledged a second, ${clients} clients with ${window} under way each, median of ${linkLine.length} rounds in turns`,
    row("  Link Line, committed and decided", perSecond(linkLineMedian)),
    row("  Mosquitto, in memory", mosquittoMedian === null ? "not on the path" : perSecond(mosquittoMedian)),
    row(
      "  ratio",
      ratio === null ? "-" : `${ratio.toFixed(2)}   ${verdict(ratio >= aims.throughputRatio)}: at least ${aims.throughputRatio}`,
    ),
    row("  CPU of the service's process", `${median(serviceCpuMicroseconds).toFixed(1)} µs a reading`),
    `  ${acknowledged.toLocaleString("en-GB")} acknowledged: ${missing} missing, ${doubled} doubled ${missing + doubled === 0 ? "(each stored once)" : "FAULT"}`,
  ];
}

function latencyLines({ idle, halfLoad, presses }: NonNullable<Report["latency"]>): string[] {
  return [
    `Press to console, ms${" ".repeat(24)}p50      p99    p99.9      max    count`,
    ...spreadLines("idle", idle),
    verdictLine(idle),
    ...(halfLoad === null
      ? []
      : [
          "",
          ...spreadLines(`at ${perSecond(halfLoad.perSecond)}`, halfLoad),
          verdictLine(halfLoad),
          row("  CPU of the service's process", `${Math.round(halfLoad.serviceCpuShare * 100)} % of a core`),
        ]),
    `  ${presses.pressed} presses, ${presses.inTimelines} in timelines of alarms ${presses.pressed === presses.inTimelines ? "(each once)" : "FAULT"}`,
  ];
}

const spreadLines = (when: string, { press, hop, commit }: Latency): string[] => [
  spreadLine(`  press to console, ${when}`, press),
  ...(hop === null ? [] : [spreadLine("  floor: Mosquitto hop", hop)]),
  spreadLine("  floor: one commit", commit),
];

const spreadLine = (title: string, { p50, p99, p999, max, count }: Spread): string =>
  title.padEnd(40) + [p50, p99, p999, max].map((ms) => ms.toFixed(2).padStart(8)).join(" ") + String(count).padStart(9);

function verdictLine({ floorP50, ratioP50 }: Latency): string {
  if (floorP50 === null || ratioP50 === null) return row("  floor", "unknown without Mosquitto");
  const text = `${ratioP50.toFixed(2)} of the floor (${floorP50.toFixed(2)} ms)`;
  return row("  p50", `${text}   ${verdict(ratioP50 <= aims.latencyRatio)}: idle at most ${aims.latencyRatio}`);
}

const verdict = (met: boolean): string => (met ? "aim met" : "MISSED");
const row = (title: string, text: string): string => `${title.padEnd(40)} ${text}`;
