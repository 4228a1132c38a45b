import { type Priority, priorities } from "#domain/alarm.ts";
import type { PlayedAlarm } from "#rules/compare/playback.ts";

/** How often one rule rang for nothing. */
export interface FalseAlarms {
  rule: string;
  /** Alarms that staff or carers hear of, by the greatest priority that each reached. */
  byPriority: Record<Priority, number>;
  /** How often these rang in all. */
  rings: number;
  /** On the technical list, which rings nobody. */
  technical: number;
  /** Alarms a night, the technical ones left out. */
  perNight: number;
}

/** In a recording without true events every alarm is a false one. */
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
