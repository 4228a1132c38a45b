import { derivedBedNote } from "#device-sim/formats/derivedBed.ts";
import { isWhole, type ReplayReport } from "#device-sim/replay/replayRecording.ts";
import { alarmLines } from "./alarmText.ts";

/** A replay's report for a person to read. `differences` is null without --expect. */
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
    `stored         ${report.stored} of the readings sent, ${report.storedDistinct} distinct; ${report.added} added by this run`,
    `quarantine     ${report.quarantined}`,
    `bad lines      ${badLines}`,
    `readings/s     ${Math.round(report.readingsPerSecond)} (${report.seconds.toFixed(1)} s, ${report.reconnects} reconnects)`,
    `alarms         ${report.alarms.length}, ${report.newAlarms} raised by this run`,
    ...report.alarms.flatMap((alarm) => alarmLines(alarm, home.timezone)),
  ];
  if (differences !== null) lines.push(...(differences.length === 0 ? ["as expected    yes"] : ["as expected    NO", ...differences]));
  if (!isWhole(report)) lines.push(`INCOMPLETE: ${incompleteText(report).join("; ")}`);
  return lines.join("\n");
}

function incompleteText({ sent, acknowledged, readings, stored, storedDistinct }: ReplayReport): string[] {
  return [
    ...(acknowledged < sent ? [`${sent - acknowledged} messages were not acknowledged`] : []),
    ...(storedDistinct < readings ? [`${readings - storedDistinct} readings are not stored`] : []),
    ...(stored > storedDistinct
      ? [`the home holds ${stored - storedDistinct} more readings with the same numbers: stored twice, or from a replay with other changes`]
      : []),
  ];
}
