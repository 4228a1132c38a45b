import type { CausedDecision } from "#domain/decision.ts";
import type { Plan } from "#domain/plan.ts";
import { byEventTime, type Reading } from "#domain/reading.ts";
import { isOfTimer } from "./decisions.ts";
import { emit } from "./heldAlarms.ts";
import { isDisabled, never } from "./homeState.ts";
import { activeRuleAt, type HomeStep, restoreState, without } from "./homeStep.ts";
import {
  allowedLatenessMs,
  arrivalTimeCause,
  collecting,
  eventTimeCause,
  type PlanStage,
  replay,
  replayWindowMs,
  replayWindowSince,
} from "./lateReadings.ts";
import { endForgotten, reconcile } from "./reconcile.ts";
import { disabledRuleName } from "./ruleFault.ts";
import { type ActiveRule, ruleSetFrom } from "./ruleSet.ts";
import { fireDue, giveReading, readersOf, restoreLongMemory, startRule } from "./runRules.ts";

/** So many former plans of a home at most. */
const formerKept = 8;

/** Keeps what guarded the home before a change of plan. */
export function rememberFormerPlan(turn: HomeStep): void {
  const { plan } = turn.home;
  const recent = turn.formerPlans.filter(({ until }) => until > turn.now - allowedLatenessMs - replayWindowMs);
  if (turn.plan !== null && turn.plan !== plan) turn.formerPlans = [...recent, { plan: turn.plan, until: turn.now }].slice(-formerKept);
  else if (recent.length < turn.formerPlans.length) turn.formerPlans = recent;
  turn.plan = plan;
}

/** Since `from`: each plan in its time, and a rule that a later one has as if it had been there. */
function stagesSince(turn: HomeStep, from: number): [PlanStage, ...PlanStage[]] {
  const present = { guards: turn.ruleSet, until: never };
  const then = turn.formerPlans.flatMap(({ plan, until }) => (until > from ? readable(turn, plan, until) : []));
  const stages = then.map(({ guards, until }, nth) => {
    const all = new Map(guards.all.map((guard) => [guard.place, guard]));
    for (const later of [...then.slice(nth + 1), present])
      for (const guard of later.guards.all) if (!all.has(guard.place)) all.set(guard.place, guard);
    return { guards: ruleSetFrom(turn.rules, [...all.values()]), until };
  });
  const [first, ...others] = stages;
  return first === undefined ? [present] : [first, ...others, present];
}

/** None for a plan that the rules of today cannot read: its time is then the next one's. */
function readable(turn: HomeStep, plan: Plan, until: number): PlanStage[] {
  try {
    return [{ guards: turn.ruleSetOf({ ...turn.home, plan }), until }];
  } catch {
    return [];
  }
}

/** What was due before a change of plan, found only now, rings under the plan of then. */
export function fireDueBefore(turn: HomeStep): void {
  const { ruleSet } = turn;
  if (turn.plan !== null && turn.plan !== turn.home.plan) turn.ruleSet = readable(turn, turn.plan, never)[0]?.guards ?? ruleSet;
  fireDue(turn, turn.now);
  turn.ruleSet = ruleSet;
}

/**
 * What readings that came far too late for a mark change: all rules in order of happening go through the record since `from` again. One
 * that left the plan before does so from what it knows, for all that is under way in it is older.
 */
export function replayFromJournal(turn: HomeStep, readings: readonly Reading[], from: number, late: readonly Reading[]): void {
  const stages = stagesSince(turn, from);
  const going = new Map(stages.flatMap(({ guards }) => guards.all).flatMap((guard) => (guard.isEventTime ? [[guard.place, guard]] : [])));
  turn.finishing = turn.finishing.filter((place) => !going.has(place));
  const gone = turn.finishing.map((place) => activeRuleAt(turn, place)).filter(({ isEventTime }) => isEventTime);
  rebuildHappening(turn, [...going.values(), ...gone], replayWindowSince(readings, from), { from, late, stages });
}

/**
 * Builds the standing of these guards from readings alone, in order of happening or of arrival, each by its own: how a rule of another
 * version, or one that was not here for a while, learns. Of what was said before `from` how things stood then counts.
 */
export function rebuild(turn: HomeStep, guards: readonly ActiveRule[], all: readonly Reading[], from: number): void {
  const readings = replayWindowSince(all, from);
  turn.finishing = turn.finishing.filter((place) => guards.every((guard) => guard.place !== place));
  const happening = guards.filter((guard) => guard.isEventTime);
  if (happening.length > 0) rebuildHappening(turn, happening, readings, { from, late: [], stages: stagesSince(turn, from) });
  const arrival = guards.filter((guard) => !guard.isEventTime);
  if (arrival.length > 0)
    rebuildArrival(
      turn,
      arrival,
      readings.map((reading) => (reading.time < from ? stoodAt(reading, from) : reading)),
    );
}

/** Something said before, as what was so at a moment (epoch ms). */
const stoodAt = (reading: Reading, at: number): Reading => ({ ...reading, time: at, arrivedAt: Math.min(reading.arrivedAt, at) });

const firstOf = (readings: readonly Reading[], turn: HomeStep): number =>
  readings.reduce((least, { time }) => Math.min(least, time), turn.now);

function rebuildHappening(
  turn: HomeStep,
  guards: readonly ActiveRule[],
  readings: readonly Reading[],
  { from, late, stages }: { from: number; late: readonly Reading[]; stages: readonly [PlanStage, ...PlanStage[]] },
): void {
  turn.ruleSet = stages[0].guards;
  const stood = readings.filter(({ time }) => time < from).toSorted(byEventTime);
  const since = readings.filter(({ time }) => time >= from).toSorted(byEventTime);
  const first = stood.length > 0 ? from : firstOf(since, turn);
  const known = guards.map(({ place }) => (isDisabled(turn, place) ? undefined : turn.states[place]));
  for (const [nth, { place, rule }] of guards.entries()) {
    restoreState(turn, place, undefined);
    const goesOn = turn.finishing.includes(place) && rule.restoreLongMemory === undefined;
    startRule(
      turn,
      activeRuleAt(turn, place),
      rule.acceptsEarlierStates ? firstOf(readings, turn) : first,
      goesOn ? known[nth] : undefined,
    );
  }
  // What follows from how things stood is no news.
  collecting(turn, () => tellStanding(turn, guards, stood, from));
  for (const [nth, guard] of guards.entries())
    if (known[nth] !== undefined) restoreLongMemory(turn, activeRuleAt(turn, guard.place), known[nth], first);
  turn.recentSteps = [];
  turn.currentStep = null;
  turn.recentStepsFrom = first;
  for (const key in turn.ongoing) if (guards.some(({ rule }) => key.startsWith(`${rule.name}/`))) turn.ongoing = without(turn.ongoing, key);
  const going = guards.map(({ place }) => place);
  replay(turn, since, { from: first, going, late }, stages);
}

function tellStanding(turn: HomeStep, guards: readonly ActiveRule[], stood: readonly Reading[], from: number): void {
  const readers = (reading: Reading, dates: boolean): ActiveRule[] =>
    readersOf(turn, reading, "eventTime").filter(
      ({ place, rule }) => (rule.acceptsEarlierStates ?? false) === dates && guards.some((one) => one.place === place),
    );
  for (const reading of stood) giveReading(turn, readers(reading, true), reading, reading.time, eventTimeCause);
  fireDue(turn, from - 1, "eventTime");
  for (const reading of stood) giveReading(turn, readers(reading, false), stoodAt(reading, from), from, eventTimeCause);
}

function rebuildArrival(turn: HomeStep, guards: readonly ActiveRule[], readings: readonly Reading[]): void {
  const first = firstOf(readings, turn);
  for (const guard of guards) {
    restoreState(turn, guard.place, undefined);
    startRule(turn, guard, first);
  }
  const concluded = collecting(turn, () => {
    for (const reading of readings.toSorted((a, b) => a.arrivedAt - b.arrivedAt)) {
      fireDue(turn, Math.min(reading.arrivedAt, turn.now), "arrivalTime");
      giveReading(turn, guards.filter(reads(reading)), reading, reading.arrivedAt, arrivalTimeCause);
    }
    fireDue(turn, turn.now, "arrivalTime");
  });
  // A call for help rang when it came: nothing of it is made good here, but for what was waited out just now. That a rule failed is.
  for (const one of concluded) if (isLifeWait(turn, one) && one.at > turn.now - lifeWaitMs) emit(turn, one);
  const going = guards.filter(({ rule }) => !rule.guardsLife).map(({ place }) => place);
  const ofGoing = concluded.filter(({ rule }) => rule === disabledRuleName || going.some((place) => turn.rules[place]?.name === rule));
  reconcile(turn, ofGoing, { from: first, going, lateCauses: [], wentOn: {} });
  endForgotten(turn, ofGoing, going, first);
}

/** Longer than any call for help is waited out by this version or the last. */
const lifeWaitMs = 15 * 60_000;

const isLifeWait = ({ rules }: HomeStep, one: CausedDecision): boolean =>
  isOfTimer(one) && one.decision.do === "raise" && rules.some(({ name, guardsLife }) => guardsLife && name === one.rule);

const reads =
  ({ value }: Reading) =>
  ({ rule }: ActiveRule): boolean =>
    rule.reads === "all" || rule.reads.includes(value.kind);
