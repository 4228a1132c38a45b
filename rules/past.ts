import type { Decided } from "#domain/decision.ts";
import { longestBacklogMs } from "#domain/deviceClock.ts";
import type { DeviceId } from "#domain/ids.ts";
import { inOrder, type Reading, type ReadingKind } from "#domain/reading.ts";
import { type Guard, type Guards, guardsFrom } from "./guard.ts";
import { never } from "./homeState.ts";
import { type Again, makeGood } from "./makeGood.ts";
import { mark } from "./marks.ts";
import { refitRules } from "./refitting.ts";
import { setAsideName } from "./ruleFault.ts";
import { fireDue, read, readersOf, startRule } from "./steps.ts";
import { guardAt, putBack, type Turn, without } from "./turn.ts";

/** A reading older than this is late: what follows from it became known when it came, and not when it was due. */
export const lateMs = 60_000;

/** How far before a late reading its past is gone through again: further back lies nothing that is not told anew or has not rung. */
export const pastMs = 48 * 3_600_000;

/** So many former plans of a home at most. */
const formerKept = 8;

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

/** Something said before, as what was so at a moment (epoch ms). */
const stoodAt = (reading: Reading, at: number): Reading => ({ ...reading, time: at, arrivedAt: Math.min(reading.arrivedAt, at) });

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

/** Keeps what guarded the home before a change of plan. */
export function keepFormer(turn: Turn): void {
  const { plan } = turn.home;
  const recent = turn.former.filter(({ until }) => until > turn.now - tooLateMs - pastMs);
  if (turn.plan !== null && turn.plan !== plan) turn.former = [...recent, { plan: turn.plan, until: turn.now }].slice(-formerKept);
  else if (recent.length < turn.former.length) turn.former = recent;
  turn.plan = plan;
}

/** A time and what guarded the home in it. */
interface Stage {
  guards: Guards;
  until: number;
}

/** Since `from`: each plan in its time, and a rule that is new since then as if it had been there. */
function stagesSince(turn: Turn, from: number): [Stage, ...Stage[]] {
  const present = { guards: turn.guards, until: never };
  const former = turn.former.filter(({ until }) => until > from);
  const then = former.map(({ plan, until }) => ({ guards: turn.guardsOf({ ...turn.home, plan }), until }));
  const isNew = ({ place }: Guard): boolean => then.every(({ guards }) => guards.byPlace[place] === undefined);
  const news = turn.guards.all.filter(isNew);
  const stages = then.map(({ guards, until }) => ({ guards: guardsFrom(turn.rules, [...guards.all, ...news]), until }));
  const [first, ...others] = stages;
  return first === undefined ? [present] : [first, ...others, present];
}

/** What readings that came far too late for a mark change: all rules in order of happening go through the record since `from` again. */
export function goBack(turn: Turn, readings: readonly Reading[], from: number, late: readonly Reading[]): void {
  const stages = stagesSince(turn, from);
  const going = new Map(stages.flatMap(({ guards }) => guards.all).flatMap((guard) => (guard.happening ? [[guard.place, guard]] : [])));
  turn.leaving = turn.leaving.filter((place) => !going.has(place));
  rebuildHappening(turn, [...going.values()], pastSince(readings, from), { from, late, stages });
}

/**
 * Builds the standing of these guards from readings alone, in order of happening or of arrival, each by its own: how a rule of another
 * version, or one that was never here, learns. Of what was said before `from` how things stood then counts.
 */
export function rebuild(turn: Turn, guards: readonly Guard[], all: readonly Reading[], from: number): void {
  const readings = pastSince(all, from);
  const happening = guards.filter((guard) => guard.happening);
  const stages: [Stage] = [{ guards: turn.guards, until: never }];
  if (happening.length > 0) rebuildHappening(turn, happening, readings, { from, late: [], stages });
  const arrival = guards.filter((guard) => !guard.happening);
  if (arrival.length > 0) rebuildArrival(turn, arrival, asOf(readings, from));
}

/** How things stood at a moment as what was said then. */
const asOf = (readings: readonly Reading[], from: number): Reading[] =>
  readings.map((reading) => (reading.time < from ? stoodAt(reading, from) : reading));

const firstOf = (readings: readonly Reading[], turn: Turn): number => readings.reduce((least, { time }) => Math.min(least, time), turn.now);

function rebuildHappening(
  turn: Turn,
  guards: readonly Guard[],
  readings: readonly Reading[],
  { from, late, stages }: { from: number; late: readonly Reading[]; stages: readonly [Stage, ...Stage[]] },
): void {
  turn.guards = stages[0].guards;
  const stood = readings.filter(({ time }) => time < from).toSorted(inOrder);
  const told = asOf(readings, from).toSorted(inOrder);
  const first = firstOf(told, turn);
  const dating = guards.filter(({ rule }) => rule.datesStanding);
  for (const guard of guards) {
    putBack(turn, guard.place, undefined);
    startRule(turn, guardAt(turn, guard.place), dating.includes(guard) ? firstOf(readings, turn) : first);
  }
  // What follows from how things stood long before is no news.
  collecting(turn, () => {
    for (const reading of stood) read(turn, readersAmong(turn, dating, reading), reading, reading.time, happeningCause);
    fireDue(turn, from - 1, "happening");
  });
  turn.marks = [];
  turn.step = null;
  turn.markedFrom = first;
  for (const key in turn.ongoing) if (guards.some(({ rule }) => key.startsWith(`${rule.name}/`))) turn.ongoing = without(turn.ongoing, key);
  const going = guards.map(({ place }) => place);
  const notDating = guards.filter(({ rule }) => !rule.datesStanding).map(({ place }) => place);
  const standing = new Set<Reading>(told.slice(0, stood.length));
  goThrough(turn, told, { from: first, going, late, heardBy: (reading) => (standing.has(reading) ? notDating : going) }, stages);
}

const readersAmong = (turn: Turn, guards: readonly Guard[], reading: Reading): Guard[] =>
  readersOf(turn, reading, "happening").filter(({ place }) => guards.some((one) => one.place === place));

function rebuildArrival(turn: Turn, guards: readonly Guard[], readings: readonly Reading[]): void {
  const first = firstOf(readings, turn);
  for (const guard of guards) {
    putBack(turn, guard.place, undefined);
    startRule(turn, guard, first);
  }
  const concluded = collecting(turn, () => {
    for (const reading of readings.toSorted((a, b) => a.arrivedAt - b.arrivedAt)) {
      fireDue(turn, Math.min(reading.arrivedAt, turn.now), "arrival");
      read(turn, guards.filter(reads(reading)), reading, reading.arrivedAt, arrivalCause);
    }
    fireDue(turn, turn.now, "arrival");
  });
  // A call for help rang when it came: nothing of it is made good here. That a rule failed is.
  const going = guards.filter(({ rule }) => !rule.guardsLife).map(({ place }) => place);
  const ofGoing = concluded.filter(({ rule }) => rule === setAsideName || going.some((place) => turn.rules[place]?.name === rule));
  makeGood(turn, ofGoing, { from: first, going, lateCauses: [], wentOn: {} });
}

/** In what a rule in order of happening decides, a reading is named by what the record holds of it. */
export const happeningCause = ({ deviceId, time, value, seq }: Reading): string =>
  `${deviceId}@${time}${seq === null ? "" : `#${seq}`}:${Object.values(value).join(":")}`;
export const arrivalCause = ({ deviceId, key }: Reading): string => `${deviceId}/${key}`;

const reads =
  ({ value }: Reading) =>
  ({ rule }: Guard): boolean =>
    rule.reads === "all" || rule.reads.includes(value.kind);

/** What is gone through, and which rules hear a reading: all that go through it, or some. */
type Going = Pick<Again, "from" | "going"> & { late: readonly Reading[]; heardBy?: (reading: Reading) => readonly number[] };

/** Takes these steps again, timers between them, up to the home's clock, and makes good what was said meanwhile. */
function goThrough(
  turn: Turn,
  readings: readonly Reading[],
  { late, from, going, heardBy = () => going }: Going,
  stages: readonly [Stage, ...Stage[]],
): void {
  turn.seen = turn.marks.at(-1)?.time ?? turn.markedFrom;
  const wentOn = turn.ongoing;
  const left = [...stages];
  const comeTo = (time: number): void => {
    for (let [stage, next] = left; stage !== undefined && next !== undefined && stage.until < time; [stage, next] = left) {
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
      const places = heardBy(reading);
      const guards = readersOf(turn, reading, "happening").filter(({ place }) => places.includes(place));
      if (guards.length === 0) continue;
      mark(turn, reading.time, reading);
      read(turn, guards, reading, reading.time, happeningCause);
    }
    comeTo(turn.now);
  });
  makeGood(turn, concluded, { from, going, wentOn, lateCauses: late.map(happeningCause) });
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
