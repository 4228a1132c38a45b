import type { CausedDecision } from "#domain/decision.ts";
import type { Plan } from "#domain/plan.ts";
import { inOrder, type Reading } from "#domain/reading.ts";
import { isOfTimer } from "./decisions.ts";
import { type Guard, guardsFrom } from "./guards.ts";
import { emit } from "./heldAlarms.ts";
import { isFailed, never } from "./homeState.ts";
import { guardAt, putBack, type Turn, without } from "./homeStep.ts";
import { arrivalCause, collecting, goThrough, happeningCause, pastMs, pastSince, type Stage, tooLateMs } from "./lateReadings.ts";
import { endForgotten, makeGood } from "./reconcile.ts";
import { setAsideName } from "./ruleFault.ts";
import { fireDue, read, readersOf, recall, startRule } from "./runRules.ts";

/** So many former plans of a home at most. */
const formerKept = 8;

/** Keeps what guarded the home before a change of plan. */
export function keepFormer(turn: Turn): void {
  const { plan } = turn.home;
  const recent = turn.former.filter(({ until }) => until > turn.now - tooLateMs - pastMs);
  if (turn.plan !== null && turn.plan !== plan) turn.former = [...recent, { plan: turn.plan, until: turn.now }].slice(-formerKept);
  else if (recent.length < turn.former.length) turn.former = recent;
  turn.plan = plan;
}

/** Since `from`: each plan in its time, and a rule that a later one has as if it had been there. */
function stagesSince(turn: Turn, from: number): [Stage, ...Stage[]] {
  const present = { guards: turn.guards, until: never };
  const then = turn.former.flatMap(({ plan, until }) => (until > from ? readable(turn, plan, until) : []));
  const stages = then.map(({ guards, until }, nth) => {
    const all = new Map(guards.all.map((guard) => [guard.place, guard]));
    for (const later of [...then.slice(nth + 1), present])
      for (const guard of later.guards.all) if (!all.has(guard.place)) all.set(guard.place, guard);
    return { guards: guardsFrom(turn.rules, [...all.values()]), until };
  });
  const [first, ...others] = stages;
  return first === undefined ? [present] : [first, ...others, present];
}

/** None for a plan that the rules of today cannot read: its time is then the next one's. */
function readable(turn: Turn, plan: Plan, until: number): Stage[] {
  try {
    return [{ guards: turn.guardsOf({ ...turn.home, plan }), until }];
  } catch {
    return [];
  }
}

/** What was due before a change of plan, found only now, rings under the plan of then. */
export function fireDueBefore(turn: Turn): void {
  const { guards } = turn;
  if (turn.plan !== null && turn.plan !== turn.home.plan) turn.guards = readable(turn, turn.plan, never)[0]?.guards ?? guards;
  fireDue(turn, turn.now);
  turn.guards = guards;
}

/**
 * What readings that came far too late for a mark change: all rules in order of happening go through the record since `from` again. One
 * that left the plan before does so from what it knows, for all that is under way in it is older.
 */
export function goBack(turn: Turn, readings: readonly Reading[], from: number, late: readonly Reading[]): void {
  const stages = stagesSince(turn, from);
  const going = new Map(stages.flatMap(({ guards }) => guards.all).flatMap((guard) => (guard.happening ? [[guard.place, guard]] : [])));
  turn.leaving = turn.leaving.filter((place) => !going.has(place));
  const gone = turn.leaving.map((place) => guardAt(turn, place)).filter(({ happening }) => happening);
  rebuildHappening(turn, [...going.values(), ...gone], pastSince(readings, from), { from, late, stages });
}

/**
 * Builds the standing of these guards from readings alone, in order of happening or of arrival, each by its own: how a rule of another
 * version, or one that was not here for a while, learns. Of what was said before `from` how things stood then counts.
 */
export function rebuild(turn: Turn, guards: readonly Guard[], all: readonly Reading[], from: number): void {
  const readings = pastSince(all, from);
  turn.leaving = turn.leaving.filter((place) => guards.every((guard) => guard.place !== place));
  const happening = guards.filter((guard) => guard.happening);
  if (happening.length > 0) rebuildHappening(turn, happening, readings, { from, late: [], stages: stagesSince(turn, from) });
  const arrival = guards.filter((guard) => !guard.happening);
  if (arrival.length > 0)
    rebuildArrival(
      turn,
      arrival,
      readings.map((reading) => (reading.time < from ? stoodAt(reading, from) : reading)),
    );
}

/** Something said before, as what was so at a moment (epoch ms). */
const stoodAt = (reading: Reading, at: number): Reading => ({ ...reading, time: at, arrivedAt: Math.min(reading.arrivedAt, at) });

const firstOf = (readings: readonly Reading[], turn: Turn): number => readings.reduce((least, { time }) => Math.min(least, time), turn.now);

function rebuildHappening(
  turn: Turn,
  guards: readonly Guard[],
  readings: readonly Reading[],
  { from, late, stages }: { from: number; late: readonly Reading[]; stages: readonly [Stage, ...Stage[]] },
): void {
  turn.guards = stages[0].guards;
  const stood = readings.filter(({ time }) => time < from).toSorted(inOrder);
  const since = readings.filter(({ time }) => time >= from).toSorted(inOrder);
  const first = stood.length > 0 ? from : firstOf(since, turn);
  const known = guards.map(({ place }) => (isFailed(turn, place) ? undefined : turn.states[place]));
  for (const [nth, { place, rule }] of guards.entries()) {
    putBack(turn, place, undefined);
    const goesOn = turn.leaving.includes(place) && rule.recalls === undefined;
    startRule(turn, guardAt(turn, place), rule.datesStanding ? firstOf(readings, turn) : first, goesOn ? known[nth] : undefined);
  }
  // What follows from how things stood is no news.
  collecting(turn, () => tellStanding(turn, guards, stood, from));
  for (const [nth, guard] of guards.entries()) if (known[nth] !== undefined) recall(turn, guardAt(turn, guard.place), known[nth], first);
  turn.marks = [];
  turn.step = null;
  turn.markedFrom = first;
  for (const key in turn.ongoing) if (guards.some(({ rule }) => key.startsWith(`${rule.name}/`))) turn.ongoing = without(turn.ongoing, key);
  const going = guards.map(({ place }) => place);
  goThrough(turn, since, { from: first, going, late }, stages);
}

function tellStanding(turn: Turn, guards: readonly Guard[], stood: readonly Reading[], from: number): void {
  const readers = (reading: Reading, dates: boolean): Guard[] =>
    readersOf(turn, reading, "happening").filter(
      ({ place, rule }) => (rule.datesStanding ?? false) === dates && guards.some((one) => one.place === place),
    );
  for (const reading of stood) read(turn, readers(reading, true), reading, reading.time, happeningCause);
  fireDue(turn, from - 1, "happening");
  for (const reading of stood) read(turn, readers(reading, false), stoodAt(reading, from), from, happeningCause);
}

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
  // A call for help rang when it came: nothing of it is made good here, but for what was waited out just now. That a rule failed is.
  for (const one of concluded) if (isLifeWait(turn, one) && one.at > turn.now - lifeWaitMs) emit(turn, one);
  const going = guards.filter(({ rule }) => !rule.guardsLife).map(({ place }) => place);
  const ofGoing = concluded.filter(({ rule }) => rule === setAsideName || going.some((place) => turn.rules[place]?.name === rule));
  makeGood(turn, ofGoing, { from: first, going, lateCauses: [], wentOn: {} });
  endForgotten(turn, ofGoing, going, first);
}

/** Longer than any call for help is waited out by this version or the last. */
const lifeWaitMs = 15 * 60_000;

const isLifeWait = ({ rules }: Turn, one: CausedDecision): boolean =>
  isOfTimer(one) && one.decision.do === "raise" && rules.some(({ name, guardsLife }) => guardsLife && name === one.rule);

const reads =
  ({ value }: Reading) =>
  ({ rule }: Guard): boolean =>
    rule.reads === "all" || rule.reads.includes(value.kind);
