import { priorities } from "#domain/alarm.ts";
import type { PlayedAlarm } from "#rules/compare/playback.ts";
import type { FalseAlarms } from "./falseAlarms.ts";
import type { Recall } from "./found.ts";
import type { Score } from "./score.ts";

/** Every score prints this. */
export const scoreCaveat =
  "As far as is known, no person needed help in this recording. So every alarm of the unchanged recording counts as false, and recall counts injected events only.";

const alarmsShown = 40;

/** A score for a person to read: three tables. `heading` names the recording and the plan. */
export function scoreText(score: Score, heading: readonly string[]): string {
  const { nights, falseAlarms, recall, alarms, timezone, faults } = score;
  const unwatched = score.events.filter(({ found }) => found.length === 0);
  const ringing = alarms.filter(({ technical }) => !technical);
  return [
    ...heading,
    `recorded       ${local(score.from, timezone)} to ${local(score.to, timezone)}, ${nights} nights, ${score.readings} readings`,
    "",
    "False alarms",
    ...table([["rule", "a night", ...priorities, "rings", "doubtful", "technical"], ...falseAlarms.map(falseAlarmRow)]),
    ...(falseAlarms.length === 0 ? ["none"] : []),
    "",
    ...ringing.slice(0, alarmsShown).flatMap((alarm) => alarmLines(alarm, timezone)),
    ...(ringing.length > alarmsShown ? [`  … and ${ringing.length - alarmsShown} more; --json prints all`] : []),
    "",
    ...extraLines(score),
    "Injected events",
    ...table([
      ["event", "rule", "priority", "for", "limit", "found", "too early", "at its limit", "after its limit", "within 1 min"],
      ...recall.map(recallRow),
    ]),
    ...(recall.length === 0 ? ["none"] : []),
    ...(unwatched.length === 0
      ? []
      : [
          `${unwatched.length} more events, for which this plan does not watch: ${[...new Set(unwatched.map(({ event }) => event))].join(", ")}`,
        ]),
    "",
    ...faults.map((fault) => `A RULE FAILED: ${fault}`),
    scoreCaveat,
  ].join("\n");
}

function extraLines({ extra }: Score): string[] {
  if (extra === null) return [];
  const rows = extra.map(({ rule, alarms, urgent, rings }) => [rule, String(alarms), String(urgent), String(rings)]);
  return [
    "Added by the faults",
    ...table([["rule", "alarms", "urgent or critical", "rings"], ...rows]),
    ...(rows.length === 0 ? ["none"] : []),
    "",
  ];
}

/** The priority is the highest that the alarm reached; each rise has its own line. */
const alarmLines = ({ rule, priority, raisedAt, timeline }: PlayedAlarm, zone: string): string[] => [
  `  ${local(raisedAt, zone)}  ${rule} (${priority}): ${timeline[0]?.text ?? ""}`,
  ...timeline.filter(({ event }) => event === "priorityRaised").map(({ at, text }) => `  ${local(at, zone)}    priority raised: ${text}`),
];

const falseAlarmRow = ({ rule, perNight, byPriority, rings, doubtful, technical }: FalseAlarms): string[] => [
  rule,
  perNight.toFixed(2),
  ...priorities.map((priority) => String(byPriority[priority])),
  String(rings),
  String(doubtful),
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
  String(row.foundWithinMinute),
];

const seconds = (value: number): string => `${Number(value.toFixed(3))} s`;

/** The scores of several homes, one line each. */
export function homesText(scores: readonly { recording: string; score: Score }[]): string {
  const rows = scores.map(({ recording, score: { nights, alarms, recall } }) => {
    const urgent = alarms.filter(isUrgentAlarm);
    const total = (of: (row: Recall) => number): string => `${recall.reduce((sum, row) => sum + of(row), 0)}`;
    return [
      recording,
      String(nights),
      String(urgent.length),
      nights === 0 ? "" : (urgent.length / nights).toFixed(2),
      String(mostInSevenNights(urgent.map(({ raisedAt }) => raisedAt))),
      total(({ events }) => events),
      total(({ foundAtLimit }) => foundAtLimit),
      total(({ foundWithinMinute }) => foundWithinMinute),
    ];
  });
  const heading = ["home", "nights", "urgent false alarms", "a night", "most in 7 nights", "events", "found at the limit", "within 1 min"];
  return ["All homes", ...table([heading, ...rows])].join("\n");
}

const isUrgentAlarm = ({ priority, technical }: PlayedAlarm): boolean => !technical && (priority === "urgent" || priority === "critical");

const weekMs = 7 * 86_400_000;
const mostInSevenNights = (times: readonly number[]): number =>
  Math.max(0, ...times.map((from) => times.filter((at) => at >= from && at < from + weekMs).length));

/** The first row is the header. */
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
