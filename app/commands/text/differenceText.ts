import { outcomeLabel } from "#domain/alarm.ts";
import { type AlarmDifference, lostGenuineAlarms, type PlanDifference } from "#domain/planDifference.ts";

const header = ["night", "present plan", "proposed plan", "rule", "change", "closed as"];
const wakesMark = "*";

/** The alarms under the present and the proposed plan, for a person to read: a table night by night, then a summary. */
export function differenceText(difference: PlanDifference): string {
  const { from, to, timezone, nights, words } = difference;
  const rows = nights.flatMap((night) => rowsOf(night, difference));
  const time = (instant: string): string =>
    Temporal.Instant.from(instant).toZonedDateTimeISO(timezone).toPlainDateTime().toString({ smallestUnit: "minute" }).replace("T", " ");
  return [
    `from ${time(from)} to ${time(to)}, ${timezone}; a night is named by the day on which it began`,
    "",
    ...columns([header, ...rows]),
    "",
    `${wakesMark} wakes the carer`,
    "",
    words,
  ].join("\n");
}

function rowsOf(night: string, { alarms, timezone }: PlanDifference): string[][] {
  const rangLater = new Set(lostGenuineAlarms({ alarms }).flatMap(([, ...later]) => later));
  const own = alarms.filter((alarm) => alarm.night === night);
  if (own.length === 0) return [[night, "–", "–", "", "", ""]];
  return own.map((alarm, place) => [
    place === 0 ? night : "",
    side(alarm.before, timezone),
    side(alarm.after, timezone),
    alarm.technical ? `${alarm.rule} (technical)` : alarm.rule,
    rangLater.has(alarm) ? "LOST: a later ring of the same alarm" : changeText(alarm),
    alarm.outcome === null ? "" : outcomeLabel(alarm.outcome),
  ]);
}

function side(raised: AlarmDifference["before"], timezone: string): string {
  if (raised === null) return "–";
  const time = Temporal.Instant.from(raised.at).toZonedDateTimeISO(timezone).toPlainTime().toString({ smallestUnit: "second" });
  return `${time} ${raised.priority}${raised.wakes ? ` ${wakesMark}` : ""}`;
}

function changeText({ change, genuine, recordedOnly }: AlarmDifference): string {
  if (recordedOnly) return "LOST: rang then, but under neither plan now";
  return change === "lost" && genuine ? "LOST" : change;
}

function columns(rows: readonly string[][]): string[] {
  const widths = header.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd(),
  );
}
