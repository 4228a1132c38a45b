import type { ApiAlarm } from "#device-sim/serviceApi.ts";

/** An alarm for a tester's report: when by the home's wall clock, which rule and why, and each time that it rang again. */
export function alarmLines(alarm: ApiAlarm, timezone: string): string[] {
  const rangAgain = alarm.story.filter((line) => line.event === "rangAgain");
  return [
    `  ${localTime(alarm.raisedAt, timezone)}  ${alarm.rule} (${alarm.strength}): ${alarm.sentence}`,
    ...rangAgain.map((line) => `  ${localTime(line.at, timezone)}    rang again: ${line.text}`),
  ];
}

/** "2008-03-02 23:41:07" */
function localTime(instant: string, zone: string): string {
  const local = Temporal.Instant.from(instant).toZonedDateTimeISO(zone).toPlainDateTime();
  return local.toString({ smallestUnit: "second" }).replace("T", " ");
}
