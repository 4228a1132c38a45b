import { priorities } from "#domain/alarm.ts";
import type { PlayedAlarm } from "#rules/compare/playback.ts";
import type { Promised } from "./limits.ts";

/** What became of a promise. */
export interface Found extends Promised {
  /** When it rang, epoch ms; null where it did not. */
  foundAt: number | null;
  /** How long after its limit, below 0 where it rang before it; null where it did not ring. */
  delaySeconds: number | null;
}

/** The first ring of that rule, strong enough, from the moment that is counted from until the event is over (epoch ms). */
export function foundOf(promised: Promised, alarms: readonly PlayedAlarm[], until: number): Found {
  const { rule, priority, countedFrom, limitSeconds } = promised;
  const rings = alarms
    .filter((alarm) => alarm.rule === rule)
    .flatMap(({ timeline }) =>
      timeline.filter((line) => line.priority !== null && priorities.indexOf(line.priority) >= priorities.indexOf(priority)),
    )
    .map(({ at }) => at)
    .filter((at) => at >= countedFrom && at <= until);
  if (rings.length === 0) return { ...promised, foundAt: null, delaySeconds: null };
  const foundAt = Math.min(...rings);
  return { ...promised, foundAt, delaySeconds: (foundAt - countedFrom) / 1000 - limitSeconds };
}

/** At most this long after its limit an event counts as found at it. */
export const atLimitSeconds = 1;

/** One promise over many events. */
export interface Recall {
  event: string;
  rule: string;
  priority: string;
  what: string;
  limitSeconds: number;
  events: number;
  found: number;
  /** It rang, and sooner than it may: the plan waits for the limit because most people are back by then. */
  foundEarly: number;
  foundAtLimit: number;
  /** Of those found; null for none. */
  leastDelaySeconds: number | null;
  mostDelaySeconds: number | null;
}

export function recallOf(events: readonly { event: string; found: readonly Found[] }[]): Recall[] {
  const rows = new Map<string, Recall>();
  for (const { event, found } of events)
    for (const { rule, priority, what, limitSeconds, delaySeconds } of found) {
      const key = `${event}/${rule}/${what}`;
      const row = rows.get(key) ?? {
        event,
        rule,
        priority,
        what,
        limitSeconds,
        events: 0,
        found: 0,
        foundEarly: 0,
        foundAtLimit: 0,
        leastDelaySeconds: null,
        mostDelaySeconds: null,
      };
      row.events += 1;
      if (delaySeconds !== null) {
        row.found += 1;
        if (delaySeconds < 0) row.foundEarly += 1;
        else if (delaySeconds <= atLimitSeconds) row.foundAtLimit += 1;
        row.leastDelaySeconds = Math.min(row.leastDelaySeconds ?? delaySeconds, delaySeconds);
        row.mostDelaySeconds = Math.max(row.mostDelaySeconds ?? delaySeconds, delaySeconds);
      }
      rows.set(key, row);
    }
  return [...rows.values()];
}
