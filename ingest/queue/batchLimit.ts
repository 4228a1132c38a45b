import type { HomeId } from "#domain/ids.ts";
import { type Entry, wasRefused } from "./entry.ts";
import type { BatchLimit } from "./priorityQueue.ts";

const mostBytes = 4_000_000;
/** Of homes with readings this late so many at once: for each its record may have to be gone through, which takes milliseconds. */
const lateMs = 60_000;
const lateHomes = 5;
const lateReadings = 400;

/** More in one transaction gains little and makes a press wait: at full load one lasts 40 ms. What may be refused again is the last of it. */
export function nextBatchLimit(): BatchLimit<Entry> {
  const late = new Set<HomeId>();
  return {
    maxEntries: 2_000,
    maxWeight: mostBytes,
    weightOf(entry) {
      if (wasRefused(entry)) return mostBytes;
      const bytes = "payload" in entry ? entry.payload.length : 0;
      if (entry.type !== "reading" || entry.reading.arrivedAt - entry.reading.time < lateMs) return bytes;
      const isFirst = !late.has(entry.reading.homeId);
      late.add(entry.reading.homeId);
      return bytes + mostBytes / (isFirst ? lateHomes : lateReadings);
    },
  };
}

/** A change of a home apart from what came before and after it, for other facts hold for each; and what may be refused again. */
export function separateBatches(batch: readonly Entry[]): Entry[][] {
  const parts: Entry[][] = [];
  let standsAlone = true;
  for (const entry of batch) {
    const before = standsAlone;
    standsAlone = entry.type === "change" || wasRefused(entry);
    if (before || standsAlone) parts.push([]);
    parts.at(-1)?.push(entry);
  }
  return parts;
}
