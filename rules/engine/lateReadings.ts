import type { CausedDecision } from "#domain/decision.ts";
import type { DeviceId } from "#domain/ids.ts";
import { inOrder, type Reading, type ReadingKind } from "#domain/reading.ts";
import { longestBacklogMs } from "#domain/time/deviceClock.ts";
import type { Guards } from "./guards.ts";
import { never } from "./homeState.ts";
import { putBack, type Turn } from "./homeStep.ts";
import { mark } from "./recentSteps.ts";
import { type Again, makeGood } from "./reconcile.ts";
import { refitRules } from "./refitting.ts";
import { fireDue, read, readersOf } from "./runRules.ts";

/** A reading older than this is late: what follows from it became known when it came, and not when it was due. */
export const lateMs = 60_000;

/** How far before a late reading its past is gone through again: further back lies nothing that is not told anew or has not rung. */
export const pastMs = 48 * 3_600_000;

/** A reading later than this is recorded and changes nothing of what is known of how people live; calls for help count however late. */
export const tooLateMs = longestBacklogMs;

/** What a device of these kinds said last is so until it says otherwise. */
export const standingKinds: ReadonlySet<ReadingKind> = new Set(["bed", "chair", "door", "boundary"]);

/**
 * Of all that a home said, what a rebuild since `from` wants: what happened since then, and before it how things stood at that
 * moment, as far as it was said in the fortnight before.
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
  return [...standing.values(), ...since];
}

/** Whether a reading belongs before a step that was taken already. */
export function isLate(turn: Turn, reading: Reading): boolean {
  if (isOfFormerPlan(turn, reading)) return true;
  if (reading.time !== turn.seen) return reading.time < turn.seen;
  const last = turn.marks.at(-1);
  // Of what was let go of, only the record can tell; what comes in that very moment is no later than it.
  if (last === undefined) return turn.now > turn.seen;
  return last.reading !== null && inOrder(reading, last.reading) < 0;
}

/** Whether it happened while another plan guarded the home. */
export const isOfFormerPlan = ({ former }: Turn, { time }: Reading): boolean => {
  const last = former.at(-1);
  return last !== undefined && time < last.until;
};

/** Whether a rule of the plan of then may have read it, though none reads it now. */
export const wasRead = (turn: Turn, reading: Reading): boolean =>
  isOfFormerPlan(turn, reading) &&
  turn.rules.some(
    ({ name, order, reads }) =>
      order === "happening" &&
      (reads === "all" || reads.includes(reading.value.kind)) &&
      turn.former.some(({ plan, until }) => reading.time < until && name in plan.rules),
  );

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
  goThrough(turn, again, { from: late.time, going, late: [late] }, [{ guards: turn.guards, until: never }]);
}

/** In what a rule in order of happening decides, a reading is named by what the record holds of it. */
export const happeningCause = ({ deviceId, time, value, seq, at }: Reading): string =>
  `${deviceId}@${time}${seq !== null ? `#${seq}` : at !== null && at !== time ? `#${at}` : ""}:${Object.values(value).join(":")}`;
export const arrivalCause = ({ deviceId, key }: Reading): string => `${deviceId}/${key}`;

/** A time and what guarded the home in it. */
export interface Stage {
  guards: Guards;
  until: number;
}

/** Takes these steps again, timers between them, up to the home's clock, and makes good what was said meanwhile. */
export function goThrough(
  turn: Turn,
  readings: readonly Reading[],
  { late, from, going }: Pick<Again, "from" | "going"> & { late: readonly Reading[] },
  stages: readonly [Stage, ...Stage[]],
): void {
  turn.seen = turn.marks.at(-1)?.time ?? turn.markedFrom;
  const wentOn = turn.ongoing;
  const left = [...stages];
  const comeTo = (time: number, stagesBy = time): void => {
    for (let [stage, next] = left; stage !== undefined && next !== undefined && stage.until < stagesBy; [stage, next] = left) {
      left.shift();
      fireDue(turn, stage.until, "happening");
      turn.guards = next.guards;
      refitRules(turn, stage.until, going);
    }
    fireDue(turn, time, "happening");
  };
  const concluded = collecting(turn, () => {
    for (const reading of readings) {
      comeTo(reading.time);
      const guards = readersOf(turn, reading, "happening").filter(({ place }) => going.includes(place));
      if (guards.length === 0) continue;
      mark(turn, reading.time, reading);
      read(turn, guards, reading, reading.time, happeningCause);
    }
    comeTo(turn.now, never);
  });
  makeGood(turn, concluded, { from, going, wentOn, lateCauses: late.map(happeningCause) });
}

/** What rules decide while `work` runs, kept back. */
export function collecting(turn: Turn, work: () => void): CausedDecision[] {
  const concluded: CausedDecision[] = [];
  const { take } = turn;
  turn.take = (_, decided) => concluded.push(decided);
  work();
  turn.take = take;
  return concluded;
}
