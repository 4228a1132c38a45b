import type { ApiAlarm } from "#device-sim/service/serviceApi.ts";

/**
 * An alarm in a tester's report: the time by the home's wall clock, the rule and its sentence, then a line for each later ring and note.
 * The first line shows the sentence of the first ring, because the time before it is the time of that ring.
 */
export function alarmLines(alarm: ApiAlarm, timezone: string): string[] {
  const raised = alarm.timeline[0]?.text ?? alarm.sentence;
  const later = alarm.timeline.filter(({ event, by }) => by === null && event in laterWords);
  return [
    `  ${localTime(alarm.raisedAt, timezone)}  ${alarm.rule} (${alarm.technical ? "technical" : alarm.priority}): ${raised}`,
    ...later.map((line) => `  ${localTime(line.at, timezone)}    ${laterWords[line.event]}: ${line.text}`),
  ];
}

const laterWords: Record<string, string> = { rangAgain: "rang again", priorityRaised: "priority raised", note: "note" };

/** "2008-03-02 23:41:07" */
function localTime(instant: string, zone: string): string {
  const local = Temporal.Instant.from(instant).toZonedDateTimeISO(zone).toPlainDateTime();
  return local.toString({ smallestUnit: "second" }).replace("T", " ");
}
