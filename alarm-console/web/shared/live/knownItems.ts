/** What this screen knows of one list, by id. `confirmedIn` is the resync in which a message last named the item. */
export type KnownItems<Item> = ReadonlyMap<string, { item: Item; confirmedIn: number }>;

interface Versioned {
  id: string;
  version: number;
  state: string;
}

const closedKept = 200;

/** The list with these items. An item's version only grows: an older version changes nothing, except that the item is confirmed. */
export function withItems<Item extends Versioned>(known: KnownItems<Item>, items: readonly Item[], resyncs: number): KnownItems<Item> {
  const next = new Map(known);
  let closed = false;
  for (const item of items) {
    const before = next.get(item.id)?.item;
    const newest = before !== undefined && before.version >= item.version ? before : item;
    // A closed item moves to the end of the map, so that the map is in the order in which items closed.
    if (newest.state === "closed" && before?.state !== "closed") next.delete(item.id);
    closed ||= newest.state === "closed";
    next.set(item.id, { item: newest, confirmedIn: resyncs });
  }
  if (closed) removeOldestClosed(next);
  return next;
}

/** Without the open items that no message has confirmed in this resync: they were closed meanwhile. */
export function withoutUnconfirmed<Item extends Versioned>(
  known: KnownItems<Item>,
  resyncs: number,
  belongs: (item: Item) => boolean,
): KnownItems<Item> {
  const stays = [...known].filter(([, { item, confirmedIn }]) => item.state === "closed" || confirmedIn === resyncs || !belongs(item));
  return new Map(stays);
}

function removeOldestClosed<Item extends Versioned>(known: Map<string, { item: Item }>): void {
  const closed = [...known.values()].filter(({ item }) => item.state === "closed");
  for (const { item } of closed.slice(0, Math.max(0, closed.length - closedKept))) known.delete(item.id);
}
