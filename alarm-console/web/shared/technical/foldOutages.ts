import type { AlarmView } from "#domain/alarm.ts";

/** An outage that lasts, and the alarms of the technical list that it explains. */
export interface OutageLine {
  incidentId: string;
  text: string;
  alarmIds: readonly string[];
}

/** The technical list with one line for each outage in place of its silences. An outage of which this list has no alarm has no line. */
export function foldOutages(
  alarms: readonly AlarmView[],
  outages: readonly OutageLine[],
): { alarms: readonly AlarmView[]; outages: readonly OutageLine[] } {
  const known = new Set(alarms.map(({ id }) => id));
  const shown = outages.filter(({ alarmIds }) => alarmIds.some((id) => known.has(id)));
  const folded = new Set(shown.flatMap(({ alarmIds }) => alarmIds));
  return folded.size === 0 ? { alarms, outages: [] } : { alarms: alarms.filter(({ id }) => !folded.has(id)), outages: shown };
}
