import type { HomeId } from "#domain/ids.ts";
import { type Entry, failedBefore, type ReadingEntry } from "./entry.ts";
import type { BatchLimit } from "./priorityQueue.ts";

const maxEntries = 2_000;
const maxBytes = 4_000_000;
/** A reading this late may need a replay from the journal, which takes milliseconds for each home. */
const lateMs = 60_000;
const maxHomesWithLateReadings = 5;
const maxLateReadings = 400;

/**
 * The limit of one transaction. A larger batch gains little and makes the next press wait: at full load a batch of 2,000 takes 40 ms
 * (`npm run bench`). An entry that failed before ends the batch, so that another failure costs little.
 */
export function nextBatchLimit(): BatchLimit<Entry> {
  const homesWithLateReadings = new Set<HomeId>();
  const lateWeight = (homeId: HomeId): number => {
    const isFirstOfHome = !homesWithLateReadings.has(homeId);
    homesWithLateReadings.add(homeId);
    return maxBytes / (isFirstOfHome ? maxHomesWithLateReadings : maxLateReadings);
  };
  return {
    maxEntries,
    maxWeight: maxBytes,
    weightOf(entry) {
      if (failedBefore(entry)) return maxBytes;
      if (entry.type === "gateway") return entry.bytes + (entry.readings.some(isLate) ? lateWeight(entry.homeId) : 0);
      if (entry.type !== "reading") return 0;
      return entry.payload.length + (isLate(entry) ? lateWeight(entry.reading.homeId) : 0);
    },
  };
}

const isLate = ({ reading }: ReadingEntry): boolean => reading.arrivedAt - reading.time >= lateMs;

/**
 * Splits a batch so that a staff change and an entry that failed before each get a separate transaction. Entries before and after a
 * staff change are decided under different facts of the home.
 */
export function separateBatches(batch: readonly Entry[]): Entry[][] {
  const parts: Entry[][] = [];
  let wasSeparate = true;
  for (const entry of batch) {
    const isSeparate = entry.type === "change" || failedBefore(entry);
    if (wasSeparate || isSeparate) parts.push([]);
    parts.at(-1)?.push(entry);
    wasSeparate = isSeparate;
  }
  return parts;
}
