import { type Priority, priorities } from "#domain/alarm.ts";
import type { PlayedAlarm } from "#rules/compare/playback.ts";

/** The false alarms of one rule. */
export interface FalseAlarms {
  rule: string;
  /** Alarms that ring for staff or carers, by the highest priority that each reached. */
  byPriority: Record<Priority, number>;
  /** How often these alarms rang in total. */
  rings: number;
  /** Alarms on the technical list, which do not ring. */
  technical: number;
  /** Alarms per night, technical ones left out. */
  perNight: number;
}

/** Every alarm counts as false, because the recording holds no event that needs help. */
export function falseAlarmsOf(alarms: readonly PlayedAlarm[], nights: number): FalseAlarms[] {
  const rows = new Map<string, FalseAlarms>();
  for (const { rule, priority, technical, rings } of alarms) {
    const row = rows.get(rule) ?? { rule, byPriority: none(), rings: 0, technical: 0, perNight: 0 };
    if (technical) row.technical += 1;
    else {
      row.byPriority[priority] += 1;
      row.rings += rings;
    }
    rows.set(rule, row);
  }
  return [...rows.values()]
    .map((row) => ({ ...row, perNight: nights === 0 ? 0 : priorities.reduce((sum, one) => sum + row.byPriority[one], 0) / nights }))
    .sort((a, b) => (a.rule < b.rule ? -1 : 1));
}

const none = (): Record<Priority, number> => ({ info: 0, advisory: 0, urgent: 0, critical: 0 });
