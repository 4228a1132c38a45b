import type { Decided } from "#domain/decision.ts";
import { longestBacklogMs } from "#domain/deviceClock.ts";
import type { DeviceId } from "#domain/ids.ts";
import { inOrder, type Reading, type ReadingKind } from "#domain/reading.ts";
import type { Guard } from "./guard.ts";
import { type Again, makeGood } from "./makeGood.ts";
import { mark } from "./marks.ts";
import { fireDue, read, readersOf, startRule } from "./steps.ts";
import { putBack, type Turn, without } from "./turn.ts";

/** A reading older than this is late: what follows from it became known when it came, and not when it was due. */
export const lateMs = 60_000;

/** How far before a late reading its past is gone through again: further back lies nothing that is not told anew or has not rung. */
export const pastMs = 48 * 3_600_000;

/** A reading later than this is recorded and changes nothing of what is known of how people live; calls for help count however late. */
export const tooLateMs = longestBacklogMs;

/** What a device of these kinds said last is so until it says otherwise. */
export const standingKinds: ReadonlySet<ReadingKind> = new Set(["bed", "chair", "door", "boundary"]);

/**
 * Of all that a home said, what a rebuild since `from` wants: what happened since then, and how things stood at that moment,
 * as far as it was said in the fortnight before.
 */
export function pastSince(all: readonly Reading[], from: number): Reading[] {
  const standing = new Map<DeviceId, Reading>();
  const since: Reading[] = [];
  for (const reading of all) {
    if (reading.time >= from) since.push(reading);
    else if (standingKinds.has(reading.value.kind) && reading.time >= from - tooLateMs) {
      const known = standing.get(reading.deviceId);
      if (known === undefined || inOrder(known, reading) <= 0) standing.set(reading.deviceId, reading);
    }
  }
  return [...[...standing.values()].map((reading) => stoodAt(reading, from)), ...since];
}

/** Something said before, as what was so at a moment (epoch ms). */
export const stoodAt = (reading: Reading, at: number): Reading => ({ ...reading, time: at, arrivedAt: Math.min(reading.arrivedAt, at) });

/** Whether a reading belongs before a step that was taken already. */
export function isLate(turn: Turn, reading: Reading): boolean {
  if (reading.time !== turn.seen) return reading.time < turn.seen;
  const last = turn.marks.at(-1);
  // Of what was let go of, only the record can tell.
  if (last === undefined) return true;
  return last.reading !== null && inOrder(reading, last.reading) < 0;
}

/** Puts a reading that is a little late in its place: goes back to before it and takes the steps after it again. */
export function putInPlace(turn: Turn, late: Reading): void {
  const place = turn.marks.findIndex(({ time, reading }) => (reading === null ? time > late.time : inOrder(late, reading) < 0));
  const from = place < 0 ? turn.marks.length : place;
  const again = [late, ...turn.marks.slice(from).flatMap(({ reading }) => reading ?? [])];
  const isHere = (at: number): boolean => turn.guards.byPlace[at] !== undefined || turn.leaving.includes(at);
  for (let nth = turn.marks.length - 1; nth >= from; nth -= 1)
    for (let one = turn.marks[nth]?.undo ?? null; one !== null; one = one.next)
      if (isHere(one.place)) putBack(turn, one.place, one.state === undefined ? undefined : one);
  const going = [...turn.rules.keys()].filter((at) => turn.rules[at]?.order === "happening" && isHere(at));
  turn.ongoing = turn.marks[from]?.ongoing ?? turn.ongoing;
  turn.marks = turn.marks.slice(0, from);
  goThrough(turn, again, { from: late.time, going, late: [late] });
}

/**
 * Builds the standing of these guards from readings alone, in order of happening or of arrival, each by its own: what a
 * reading far too late for its mark changes, and how a rule of another version, or one that was never here, learns.
 */
export function rebuild(turn: Turn, guards: readonly Guard[], readings: readonly Reading[], late: readonly Reading[] = []): void {
  const first = readings.reduce((least, { time }) => Math.min(least, time), turn.now);
  for (const guard of guards) {
    putBack(turn, guard.place, undefined);
    startRule(turn, guard, first);
  }
  const happening = guards.filter(({ rule }) => rule.order === "happening");
  if (happening.length > 0) {
    turn.marks = [];
    turn.markedFrom = first;
    const going = happening.map(({ place }) => place);
    for (const key in turn.ongoing)
      if (happening.some(({ rule }) => key.startsWith(`${rule.name}/`))) turn.ongoing = without(turn.ongoing, key);
    goThrough(turn, readings.toSorted(inOrder), { from: first, going, late });
  }
  const arrival = guards.filter(({ rule }) => rule.order === "arrival");
  if (arrival.length === 0) return;
  const concluded = collecting(turn, () => {
    for (const reading of readings.toSorted((a, b) => a.arrivedAt - b.arrivedAt)) {
      fireDue(turn, Math.min(reading.arrivedAt, turn.now), "arrival");
      read(turn, arrival.filter(reads(reading)), reading, reading.arrivedAt, arrivalCause);
    }
    fireDue(turn, turn.now, "arrival");
  });
  // A call for help rang when it came: nothing of it is made good here.
  const going = arrival.filter(({ rule }) => !rule.guardsLife).map(({ place }) => place);
  const ofGoing = concluded.filter(({ rule }) => going.some((place) => turn.rules[place]?.name === rule));
  makeGood(turn, ofGoing, { from: first, going, lateCauses: [], wentOn: {} });
}

/** In what a rule in order of happening decides, a reading is named by what the record holds of it. */
export const happeningCause = ({ deviceId, time, value }: Reading): string => `${deviceId}@${time}:${Object.values(value).join(":")}`;
export const arrivalCause = ({ deviceId, key }: Reading): string => `${deviceId}/${key}`;

const reads =
  ({ value }: Reading) =>
  ({ rule }: Guard): boolean =>
    rule.reads === "all" || rule.reads.includes(value.kind);

/** Takes these steps again, timers between them, up to the home's clock, and makes good what was said meanwhile. */
function goThrough(
  turn: Turn,
  readings: readonly Reading[],
  { late, ...again }: Pick<Again, "from" | "going"> & { late: readonly Reading[] },
): void {
  const { going } = again;
  turn.seen = turn.marks.at(-1)?.time ?? turn.markedFrom;
  const wentOn = turn.ongoing;
  const concluded = collecting(turn, () => {
    for (const reading of readings) {
      fireDue(turn, reading.time, "happening");
      const guards = readersOf(turn, reading, "happening").filter(({ place }) => going.includes(place));
      if (guards.length === 0) continue;
      mark(turn, reading.time, reading);
      read(turn, guards, reading, reading.time, happeningCause);
    }
    fireDue(turn, turn.now, "happening");
  });
  makeGood(turn, concluded, { ...again, wentOn, lateCauses: late.map(happeningCause) });
}

/** What rules decide while `work` runs, kept back. */
function collecting(turn: Turn, work: () => void): Decided[] {
  const concluded: Decided[] = [];
  const { take } = turn;
  turn.take = (_, decided) => concluded.push(decided);
  work();
  turn.take = take;
  return concluded;
}
