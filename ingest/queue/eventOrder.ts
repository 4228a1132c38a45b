import { isOnServiceClock } from "#domain/home.ts";
import { byEventTime } from "#domain/reading.ts";
import type { Registry } from "#homes/registry.ts";
import type { Entry, ReadingEntry } from "./entry.ts";

/** Readings that arrive within this time count as simultaneous: no rule measures an arrival time that finely. */
const simultaneousMs = 100;

/**
 * Sorts simultaneous readings of live homes by event time; every other entry keeps its place. This spares event-time rules a replay for a
 * reading that a busier connection delivered a moment later. A test home's clock follows its readings, so its readings keep the order
 * of arrival.
 *
 * Example: the door opened at 02:00:01 and the bed was left at 02:00:00, but the door's reading arrived 10 ms earlier. The batch has bed, door.
 */
export function inEventOrder(batch: readonly Entry[], registry: Pick<Registry, "home">): readonly Entry[] {
  const isLive = (entry: Entry): entry is ReadingEntry => entry.type === "reading" && isOnServiceClock(registry.home(entry.reading.homeId));
  const ordered: Entry[] = [];
  let simultaneous: ReadingEntry[] = [];
  const flush = (): void => {
    if (simultaneous.length > 1) simultaneous.sort((a, b) => byEventTime(a.reading, b.reading));
    for (const entry of simultaneous) ordered.push(entry);
    simultaneous = [];
  };
  for (const entry of batch) {
    const first = simultaneous[0];
    if (!isLive(entry) || (first !== undefined && Math.abs(entry.reading.arrivedAt - first.reading.arrivedAt) > simultaneousMs)) flush();
    if (isLive(entry)) simultaneous.push(entry);
    else ordered.push(entry);
  }
  flush();
  return ordered;
}
