import type { ChaosFound } from "./chaosRun.ts";
import { killKinds } from "./kills/killRepeatedly.ts";

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;
const number = (value: number): string => value.toLocaleString("en-GB");

/** The counts of a run that found no difference, as text. */
export function report(found: ChaosFound): string {
  const { kills, stored, traffic, answered, counts, timers, ladders, bridges } = found;
  const of = <T>(all: readonly T[], is: (one: T) => boolean): string => number(all.filter(is).length);
  const gaps = traffic.gaps();
  const inGap = timers.filter(({ dueAt }) => gaps.some(({ from, to }) => dueAt > from && dueAt < to));
  const late = timers.flatMap(({ lateMs }) => (lateMs === null ? [] : [lateMs])).sort((a, b) => a - b);
  const lines: [string, string][] = [
    ["kills", killKinds.map((kind) => `${of(kills, (kill) => kill.kind === kind)} ${kind}`).join(" · ")],
    [
      "of these",
      `${of(kills, (kill) => kill.when === "burst")} into a burst · ${of(kills, (kill) => kill.when === "recovery")} during recovery · ${of(kills, (kill) => kill.when === "timer")} across a due timer`,
    ],
    ...(found.clock === null
      ? []
      : [
          [
            "clock",
            `${found.clock.jumps} jumps that went back · set ${found.clock.steps} times · the service followed ${stored.steps.length} times`,
          ] satisfies [string, string],
        ]),
    ["restarts", `${found.orderlyStops} orderly stops · ${found.starts} starts of the service`],
    [
      "readings",
      `${number(found.published)} published · ${number(traffic.acknowledgedCount() - bridges.messages)} acknowledged · ${number(stored.readings.length)} stored · ${number(traffic.sentCount() - found.published - bridges.messages)} resends`,
    ],
    [
      "gateways",
      `${number(bridges.messages)} messages published and acknowledged · ${number(bridges.readings)} readings of them stored · ${number(bridges.rings)} presses, falls and beginnings of smoke rang once each`,
    ],
    [
      "triggers",
      `${number(counts.press)} presses · ${number(counts.fall)} falls · ${number(counts.suspectedFall)} suspected falls not cancelled · ${number(counts.left)} times out of the boundary · ${number(counts.late)} devices reported late · ${number(counts.silence)} devices silent · ${number(counts.note)} notes`,
    ],
    [
      "alarms",
      `${number(stored.alarms.length)} opened · ${of(stored.timeline, (line) => line.event === "rangAgain")} rang again · ${number(answered.claimed.size)} cases claimed, ${number(answered.released)} released and ${number(answered.closed.size)} alarms closed, confirmed`,
    ],
    [
      "cases",
      `${of(stored.cases, ({ technical }) => !technical)} of homes · each open one at the centre, held, or with a next step · ${number(ladders.centreSteps)} steps of the centre and ${number(ladders.rungs)} rungs of contacts ran once, in order · ${number(ladders.messages)} messages`,
    ],
    [
      "timers",
      `${number(timers.length)} fell due and fired once · ${number(inGap.length)} of them during an outage · delay ${seconds(late[Math.floor(late.length / 2)] ?? 0)} (median), ${seconds(late.at(-1) ?? 0)} (longest)`,
    ],
    ["states", `${number(found.states)} homes have the same state from the snapshot and from the journal alone`],
    ["outages", `${number(gaps.length)} · longest ${seconds(Math.max(0, ...gaps.map(({ from, to }) => to - from)))}`],
  ];
  return lines.map(([name, text]) => `${name.padEnd(10)}${text}`).join("\n");
}
