import { type Priority, priorities } from "#domain/alarm.ts";
import type { PlayedAlarm } from "#rules/compare/playback.ts";

/** The false alarms of one rule. */
export interface FalseAlarms {
  rule: string;
  /** Alarms that ring for staff or carers, by the highest priority that each reached. */
  byPriority: Record<Priority, number>;
  /** How often these alarms rang in total. */
  rings: number;
  /** Those of these alarms that the service itself marks as doubtful, because of a sensor or a clock. */
  doubtful: number;
  /** Alarms on the technical list, which do not ring. */
  technical: number;
  /** Alarms per night, technical ones left out. */
  perNight: number;
}

/** Every alarm counts as false, because the recording holds no event that needs help. */
export function falseAlarmsOf(alarms: readonly PlayedAlarm[], nights: number): FalseAlarms[] {
  const rows = new Map<string, FalseAlarms>();
  for (const { rule, priority, technical, rings, doubtful } of alarms) {
    const row = rows.get(rule) ?? { rule, byPriority: none(), rings: 0, doubtful: 0, technical: 0, perNight: 0 };
    if (technical) row.technical += 1;
    else {
      row.byPriority[priority] += 1;
      row.rings += rings;
      if (doubtful) row.doubtful += 1;
    }
    rows.set(rule, row);
  }
  return [...rows.values()]
    .map((row) => ({ ...row, perNight: nights === 0 ? 0 : priorities.reduce((sum, one) => sum + row.byPriority[one], 0) / nights }))
    .sort((a, b) => (a.rule < b.rule ? -1 : 1));
}

const none = (): Record<Priority, number> => ({ info: 0, advisory: 0, urgent: 0, critical: 0 });

/** What the faults of a stream add to the false alarms of one rule: the same stream without the faults is subtracted. */
export interface ExtraAlarms {
  rule: string;
  /** Alarms that ring. Negative where a fault hides one. */
  alarms: number;
  /** Urgent and critical ones of these. */
  urgent: number;
  rings: number;
}

export function extraAlarms(faulty: readonly FalseAlarms[], clean: readonly FalseAlarms[]): ExtraAlarms[] {
  const rules = [...new Set([...faulty, ...clean].map(({ rule }) => rule))].sort();
  const counted = (rows: readonly FalseAlarms[], name: string) => {
    const { byPriority, rings } = rows.find(({ rule }) => rule === name) ?? { byPriority: none(), rings: 0 };
    const urgent = byPriority.urgent + byPriority.critical;
    return { alarms: byPriority.info + byPriority.advisory + urgent, urgent, rings };
  };
  return rules.map((rule) => {
    const [after, before] = [counted(faulty, rule), counted(clean, rule)];
    return { rule, alarms: after.alarms - before.alarms, urgent: after.urgent - before.urgent, rings: after.rings - before.rings };
  });
}
