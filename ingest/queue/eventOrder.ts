import { inOrder } from "#domain/reading.ts";
import type { Registry } from "#homes/registry.ts";
import type { Entry, ReadingEntry } from "./entry.ts";

/** What arrived within so long came at once: no rule measures so short a time by arrival. */
const atOnceMs = 100;

/**
 * Live readings that came at once, in the order in which they happened, everything else where it stood: the rules that go by
 * that order need then not go back for what a busier connection brought a moment later. A test home's clock is its
 * readings', so theirs keep the order in which they came.
 */
export function inEventOrder(batch: readonly Entry[], registry: Pick<Registry, "home">): readonly Entry[] {
  const isLive = (entry: Entry): entry is ReadingEntry => entry.type === "reading" && registry.home(entry.reading.homeId)?.mode === "live";
  const ordered: Entry[] = [];
  let atOnce: ReadingEntry[] = [];
  const put = (): void => {
    if (atOnce.length > 1) atOnce.sort((a, b) => inOrder(a.reading, b.reading));
    for (const entry of atOnce) ordered.push(entry);
    atOnce = [];
  };
  for (const entry of batch) {
    const first = atOnce[0];
    if (!isLive(entry) || (first !== undefined && Math.abs(entry.reading.arrivedAt - first.reading.arrivedAt) > atOnceMs)) put();
    if (isLive(entry)) atOnce.push(entry);
    else ordered.push(entry);
  }
  put();
  return ordered;
}
