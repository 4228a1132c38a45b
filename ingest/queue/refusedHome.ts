import type { HomeId } from "#domain/ids.ts";
import { woken } from "../decide.ts";
import type { Wakeups } from "../states/wakeups.ts";
import type { Entry } from "./entry.ts";

const homes = new WeakMap<object, HomeId>();

/** What was decided in this home could not be performed: throws the fault that the database had. */
export function faultOfHome(homeId: HomeId, fault: unknown): never {
  if (typeof fault === "object" && fault !== null) homes.set(fault, homeId);
  throw fault;
}

/**
 * A batch that was refused, in two parts. Where it is known in which home the fault lies, everything else is the first: each try may wait
 * for a locked row, and a press with it. Else the halves. One part where a single home's single entry is left.
 */
export function divideBatch(fault: unknown, batch: readonly Entry[], wakeups: Pick<Wakeups, "due">): Entry[][] {
  const entries = batch.length > 1 ? batch : batch.flatMap((entry) => eachHome(entry, wakeups));
  const homeId = typeof fault === "object" && fault !== null ? homes.get(fault) : undefined;
  if (homeId !== undefined) {
    const ofHome = entries.flatMap((entry) => within(entry, (id) => id === homeId, wakeups));
    const others = entries.flatMap((entry) => within(entry, (id) => id !== homeId, wakeups));
    if (ofHome.length > 0 && others.length > 0) return [others, ofHome];
  }
  const half = Math.ceil(entries.length / 2);
  return entries.length > 1 ? [entries.slice(0, half), entries.slice(half)] : [[...entries]];
}

function eachHome(entry: Entry, wakeups: Pick<Wakeups, "due">): readonly Entry[] {
  if (entry.type !== "tick" && entry.type !== "open") return [entry];
  return homesOf(entry, wakeups).map((homeId) => ({ ...entry, homeIds: [homeId] }));
}

const homesOf = (entry: Extract<Entry, { type: "tick" | "open" }>, wakeups: Pick<Wakeups, "due">): readonly HomeId[] =>
  entry.type === "tick" ? woken(entry, wakeups) : entry.homeIds;

/** The entry as far as it is of these homes. */
function within(entry: Entry, isOne: (homeId: HomeId) => boolean, wakeups: Pick<Wakeups, "due">): readonly Entry[] {
  if (entry.type === "tick" || entry.type === "open") {
    const all = homesOf(entry, wakeups);
    const homeIds = all.filter(isOne);
    if (homeIds.length === 0) return [];
    return homeIds.length === all.length ? [entry] : [{ ...entry, homeIds }];
  }
  const { homeId } = entry.type === "reading" ? entry.reading : entry.type === "bad" ? entry.device : entry;
  return isOne(homeId) ? [entry] : [];
}
