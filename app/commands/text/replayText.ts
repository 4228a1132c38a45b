import { derivedBedNote } from "#device-sim/formats/derivedBed.ts";
import { isWhole, type ReplayReport } from "#device-sim/replay/replay.ts";
import { alarmLines } from "./alarmText.ts";

/** A replay's report for a person. `differences` is null where no alarms were expected. */
export function replayText(
  report: ReplayReport,
  { badLines, bedDerived, differences }: { badLines: number; bedDerived: boolean; differences: readonly string[] | null },
): string {
  const { home } = report;
  const lines = [
    `home           ${home.id} "${home.name}", test mode, ${home.timezone}`,
    ...(bedDerived ? [derivedBedNote] : []),
    `sent           ${report.sent}${report.sent === report.readings ? "" : `, of which ${report.sent - report.readings} resends`}`,
    `acknowledged   ${report.acknowledged}`,
    `stored         ${report.stored} of those sent, ${report.storedDistinct} of them distinct; ${report.added} new in this run`,
    `quarantine     ${report.quarantined}`,
    `bad lines      ${badLines}`,
    `readings/s     ${Math.round(report.readingsPerSecond)} (${report.seconds.toFixed(1)} s, ${report.reconnects} reconnects)`,
    `alarms         ${report.alarms.length}, ${report.newAlarms} new in this run`,
    ...report.alarms.flatMap((alarm) => alarmLines(alarm, home.timezone)),
  ];
  if (differences !== null) lines.push(...(differences.length === 0 ? ["as expected    yes"] : ["as expected    NO", ...differences]));
  if (!isWhole(report)) lines.push(`NOT WHOLE: ${notWhole(report).join("; ")}`);
  return lines.join("\n");
}

function notWhole({ sent, acknowledged, readings, stored, storedDistinct }: ReplayReport): string[] {
  return [
    ...(acknowledged < sent ? [`${sent - acknowledged} of those sent not acknowledged`] : []),
    ...(storedDistinct < readings ? [`${readings - storedDistinct} of the readings sent not stored`] : []),
    ...(stored > storedDistinct
      ? [
          `the home holds ${stored - storedDistinct} more under the numbers of readings sent: stored twice, or of a replay that was changed otherwise`,
        ]
      : []),
  ];
}
