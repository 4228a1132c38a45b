import type { ApiAlarm } from "#device-sim/service/serviceApi.ts";

/**
 * An alarm for a tester's report: when by the home's wall clock, which rule and why, and what came of it. It begins with the words in
 * which it was raised, which belong to that time: those of the newest ring stand at theirs.
 */
export function alarmLines(alarm: ApiAlarm, timezone: string): string[] {
  const raised = alarm.timeline[0]?.text ?? alarm.sentence;
  const later = alarm.timeline.filter(({ event, by }) => by === null && event in laterWords);
  return [
    `  ${localTime(alarm.raisedAt, timezone)}  ${alarm.rule} (${alarm.technical ? "technical" : alarm.priority}): ${raised}`,
    ...later.map((line) => `  ${localTime(line.at, timezone)}    ${laterWords[line.event]}: ${line.text}`),
  ];
}

const laterWords: Record<string, string> = { rangAgain: "rang again", priorityRaised: "grew", note: "then" };

/** "2008-03-02 23:41:07" */
function localTime(instant: string, zone: string): string {
  const local = Temporal.Instant.from(instant).toZonedDateTimeISO(zone).toPlainDateTime();
  return local.toString({ smallestUnit: "second" }).replace("T", " ");
}
