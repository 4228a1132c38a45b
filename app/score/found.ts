import { priorities } from "#domain/alarm.ts";
import type { PlayedAlarm } from "#rules/compare/playback.ts";
import type { Promised } from "./limits.ts";

/** Whether and when the alarm that a plan promises rang. */
export interface Found extends Promised {
  /** When it rang, epoch ms; null where it did not ring. */
  foundAt: number | null;
  /** Seconds after its limit; negative where it rang before its limit, null where it did not ring. */
  delaySeconds: number | null;
}

/** The first ring of the promised rule with at least the promised priority, from `countedFrom` to `until` (epoch ms). */
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

/** An event found at most this long after its limit counts as found at its limit. */
const atLimitSeconds = 1;

/** How often a plan kept one promise, over all events of a kind. */
export interface Recall {
  event: string;
  rule: string;
  priority: string;
  what: string;
  limitSeconds: number;
  events: number;
  found: number;
  /** It rang before its limit, which is too early: most people are back by the limit. */
  foundEarly: number;
  foundAtLimit: number;
  /** Found at its limit, or at most a minute later: with sensors that blip, a return is believed once it has lasted for a minute. */
  foundWithinMinute: number;
  /** Of the events found; null where none was found. */
  leastDelaySeconds: number | null;
  mostDelaySeconds: number | null;
}

const noneFound = {
  events: 0,
  found: 0,
  foundEarly: 0,
  foundAtLimit: 0,
  foundWithinMinute: 0,
  leastDelaySeconds: null,
  mostDelaySeconds: null,
};

export function recallOf(events: readonly { event: string; found: readonly Found[] }[]): Recall[] {
  const rows = new Map<string, Recall>();
  for (const { event, found } of events)
    for (const { rule, priority, what, limitSeconds, delaySeconds } of found) {
      const key = `${event}/${rule}/${what}`;
      const row = rows.get(key) ?? { ...noneFound, event, rule, priority, what, limitSeconds };
      row.events += 1;
      if (delaySeconds !== null) {
        row.found += 1;
        if (delaySeconds < 0) row.foundEarly += 1;
        else if (delaySeconds <= atLimitSeconds) row.foundAtLimit += 1;
        if (delaySeconds >= 0 && delaySeconds <= atLimitSeconds + 60) row.foundWithinMinute += 1;
        row.leastDelaySeconds = Math.min(row.leastDelaySeconds ?? delaySeconds, delaySeconds);
        row.mostDelaySeconds = Math.max(row.mostDelaySeconds ?? delaySeconds, delaySeconds);
      }
      rows.set(key, row);
    }
  return [...rows.values()];
}
