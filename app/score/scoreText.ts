import { priorities } from "#domain/alarm.ts";
import type { PlayedAlarm } from "#rules/compare/playback.ts";
import type { FalseAlarms } from "./falseAlarms.ts";
import type { Recall } from "./found.ts";
import type { Score } from "./score.ts";

/** What every score says of itself. */
export const scoreCaveat =
  "The recording holds no event that needs anybody, as far as is known: every alarm of it as it is counts as false, and recall is of injected events alone.";

const alarmsShown = 40;

/** A score for a person: three tables. `heading` says what was scored, a line each. */
export function scoreText(score: Score, heading: readonly string[]): string {
  const { nights, falseAlarms, recall, alarms, timezone, faults } = score;
  const unguarded = score.events.filter(({ found }) => found.length === 0);
  const heard = alarms.filter(({ technical }) => !technical);
  return [
    ...heading,
    `recorded       ${local(score.from, timezone)} to ${local(score.to, timezone)}, ${nights} nights, ${score.readings} readings`,
    "",
    "False alarms",
    ...table([["rule", "a night", ...priorities, "rings", "technical"], ...falseAlarms.map(falseAlarmRow)]),
    ...(falseAlarms.length === 0 ? ["none"] : []),
    "",
    ...heard.slice(0, alarmsShown).flatMap((alarm) => alarmLines(alarm, timezone)),
    ...(heard.length > alarmsShown ? [`  … and ${heard.length - alarmsShown} more; --json has them all`] : []),
    "",
    "Injected events",
    ...table([
      ["event", "rule", "priority", "for", "limit", "found", "too early", "at its limit", "after its limit"],
      ...recall.map(recallRow),
    ]),
    ...(recall.length === 0 ? ["none"] : []),
    ...(unguarded.length === 0
      ? []
      : [
          `${unguarded.length} more that this plan does not guard against: ${[...new Set(unguarded.map(({ event }) => event))].join(", ")}`,
        ]),
    "",
    ...faults.map((fault) => `A RULE FAILED: ${fault}`),
    scoreCaveat,
  ].join("\n");
}

/** With the words in which it was raised, which belong to that time; the priority is that to which it grew, a line for each time. */
const alarmLines = ({ rule, priority, raisedAt, timeline }: PlayedAlarm, zone: string): string[] => [
  `  ${local(raisedAt, zone)}  ${rule} (${priority}): ${timeline[0]?.text ?? ""}`,
  ...timeline.filter(({ event }) => event === "priorityRaised").map(({ at, text }) => `  ${local(at, zone)}    grew: ${text}`),
];

const falseAlarmRow = ({ rule, perNight, byPriority, rings, technical }: FalseAlarms): string[] => [
  rule,
  perNight.toFixed(2),
  ...priorities.map((priority) => String(byPriority[priority])),
  String(rings),
  String(technical),
];

const recallRow = (row: Recall): string[] => [
  row.event,
  row.rule,
  row.priority,
  row.what,
  row.limitSeconds === 0 ? "at once" : `${row.limitSeconds / 60} min`,
  `${row.found} of ${row.events}`,
  String(row.foundEarly),
  String(row.foundAtLimit),
  row.leastDelaySeconds === null || row.mostDelaySeconds === null
    ? ""
    : `${seconds(row.leastDelaySeconds)} to ${seconds(row.mostDelaySeconds)}`,
];

const seconds = (value: number): string => `${Number(value.toFixed(3))} s`;

/** The first row is the head. */
function table(rows: readonly (readonly string[])[]): string[] {
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  return rows.map((row) => `  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("  ")}`.trimEnd());
}

const local = (instant: number, zone: string): string =>
  Temporal.Instant.fromEpochMilliseconds(instant)
    .toZonedDateTimeISO(zone)
    .toPlainDateTime()
    .toString({ smallestUnit: "second" })
    .replace("T", " ");
