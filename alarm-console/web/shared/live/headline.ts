import { priorities } from "#domain/alarm.ts";
import type { CaseView } from "#domain/answering/case.ts";

type CaseAlarm = CaseView["alarms"][number];

/** The alarms of a case that are open, or all of a closed case: most urgent first, then newest. */
export function shownAlarms({ state, alarms }: Pick<CaseView, "state" | "alarms">): CaseAlarm[] {
  const open = state === "closed" ? alarms : alarms.filter((alarm) => alarm.state === "open");
  return [...open].sort((a, b) => priorities.indexOf(b.priority) - priorities.indexOf(a.priority) || Number(b.id) - Number(a.id));
}

/** The alarm that names a case where only one sentence fits. */
export const headline = (one: Pick<CaseView, "state" | "alarms">): CaseAlarm | undefined => shownAlarms(one)[0];
