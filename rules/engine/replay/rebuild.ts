import type { CausedDecision } from "#domain/decision.ts";
import { byEventTime, type Reading } from "#domain/reading.ts";
import { isDisabled } from "../homeState.ts";
import { replayWindowSince } from "../replayWindow.ts";
import { disabledRuleName } from "../ruleFault.ts";
import { arrivalTimeCause, collectDecisions, eventTimeCause, isFromTimer } from "../step/decisions.ts";
import { announce } from "../step/heldAlarms.ts";
import { activeRuleAt, type HomeStep, restoreState, without } from "../step/homeStep.ts";
import type { ActiveRule } from "../step/ruleSet.ts";
import { fireDue, giveReading, readersOf, restoreLongMemory, startRule } from "../step/runRules.ts";
import { endUnknownEpisodes, reconcile } from "./reconcile.ts";
import { replay } from "./replay.ts";

/**
 * Replays the window since `from` through all event-time rules, because of readings that are too late for the steps in memory. A rule that
 * is finishing keeps its state, and gets the readings since its plan ended (see `replay`).
 */
export function replayFromJournal(step: HomeStep, readings: readonly Reading[], from: number, late: readonly Reading[]): void {
  const rules = step.ruleSet.all.filter(({ isEventTime }) => isEventTime);
  rebuildEventTimeRules(step, rules, replayWindowSince(readings, from), from, late);
}

/**
 * Builds the states of these rules from readings alone, each in its own order: for a rule with another version, or one that was out of the
 * plan.
 *
 * Example. Version 2 of bedExit starts at 08:00. The window begins two days earlier; its earlier states say "bed taken". The rule starts with
 * an occupied bed, takes two days of readings and timers, and knows at 08:00 what it would know had it always run. An alarm that
 * version 1 left open and version 2 does not raise gets a note.
 */
export function rebuild(step: HomeStep, rules: readonly ActiveRule[], all: readonly Reading[], from: number): void {
  const readings = replayWindowSince(all, from);
  step.finishing = step.finishing.filter((place) => rules.every((active) => active.place !== place));
  const eventTimeRules = rules.filter(({ isEventTime }) => isEventTime);
  if (eventTimeRules.length > 0) rebuildEventTimeRules(step, eventTimeRules, readings, from, []);
  const arrivalTimeRules = rules.filter(({ isEventTime }) => !isEventTime);
  if (arrivalTimeRules.length > 0)
    rebuildArrivalTimeRules(
      step,
      arrivalTimeRules,
      readings.map((reading) => (reading.time < from ? asStateAt(reading, from) : reading)),
    );
}

/** An earlier reading as the state that held at this instant (epoch ms). */
const asStateAt = (reading: Reading, at: number): Reading => ({ ...reading, time: at, arrivedAt: Math.min(reading.arrivedAt, at) });

const earliestTime = (readings: readonly Reading[], step: HomeStep): number =>
  readings.reduce((earliest, { time }) => Math.min(earliest, time), step.now);

function rebuildEventTimeRules(
  step: HomeStep,
  rules: readonly ActiveRule[],
  readings: readonly Reading[],
  from: number,
  late: readonly Reading[],
): void {
  const earlierStates = readings.filter(({ time }) => time < from).toSorted(byEventTime);
  const since = readings.filter(({ time }) => time >= from).toSorted(byEventTime);
  const first = earlierStates.length > 0 ? from : earliestTime(since, step);
  const known = rules.map(({ place }) => (isDisabled(step, place) ? undefined : step.states[place]));
  for (const { place, rule } of rules) {
    restoreState(step, place, undefined);
    const startsAt = rule.acceptsEarlierStates ? earliestTime(readings, step) : first;
    startRule(step, activeRuleAt(step, place), startsAt);
  }
  // Decisions about states from before the window are no news: they are dropped.
  collectDecisions(step, () => giveEarlierStates(step, rules, earlierStates, from));
  for (const [nth, { place }] of rules.entries())
    if (known[nth] !== undefined) restoreLongMemory(step, activeRuleAt(step, place), known[nth], first);
  step.recentSteps = [];
  step.recentStepsFrom = first;
  for (const key in step.ongoing) if (rules.some(({ rule }) => key.startsWith(`${rule.name}/`))) step.ongoing = without(step.ongoing, key);
  replay(step, since, { from: first, places: rules.map(({ place }) => place), late });
}

/** A rule that accepts earlier states gets each at its own time; the others get it as of the beginning of the window. */
function giveEarlierStates(step: HomeStep, rules: readonly ActiveRule[], earlierStates: readonly Reading[], from: number): void {
  const readers = (reading: Reading, accepting: boolean): ActiveRule[] =>
    readersOf(step, reading, "eventTime").filter(
      ({ place, rule }) => (rule.acceptsEarlierStates ?? false) === accepting && rules.some((one) => one.place === place),
    );
  for (const reading of earlierStates) giveReading(step, readers(reading, true), reading, reading.time, eventTimeCause);
  fireDue(step, from - 1, "eventTime");
  for (const reading of earlierStates) giveReading(step, readers(reading, false), asStateAt(reading, from), from, eventTimeCause);
}

function rebuildArrivalTimeRules(step: HomeStep, rules: readonly ActiveRule[], readings: readonly Reading[]): void {
  const first = earliestTime(readings, step);
  for (const active of rules) {
    restoreState(step, active.place, undefined);
    startRule(step, active, first);
  }
  const decisions = collectDecisions(step, () => {
    for (const reading of readings.toSorted((a, b) => a.arrivedAt - b.arrivedAt)) {
      fireDue(step, Math.min(reading.arrivedAt, step.now), "arrivalTime");
      giveReading(step, rules.filter(reads(reading)), reading, reading.arrivedAt, arrivalTimeCause);
    }
    fireDue(step, step.now, "arrivalTime");
  });
  // A call for help rang when it came, so it is not reconciled. Only a wait that ended recently may have been cut off. Rules that threw are
  // reconciled in any case.
  for (const one of decisions) if (isLifeWait(step, one) && one.at > step.now - longestLifeWaitMs) announce(step, one);
  const places = rules.filter(({ rule }) => !rule.guardsLife).map(({ place }) => place);
  const toReconcile = decisions.filter(({ rule }) => rule === disabledRuleName || places.some((place) => step.rules[place]?.name === rule));
  reconcile(step, toReconcile, { from: first, places, lateCauses: [], ongoingBefore: {} });
  endUnknownEpisodes(step, toReconcile, places, first);
}

/** Longer than the wait of any rule that guards life, in this version and the last. */
const longestLifeWaitMs = 15 * 60_000;

const isLifeWait = ({ rules }: HomeStep, one: CausedDecision): boolean =>
  isFromTimer(one) && one.decision.do === "raise" && rules.some(({ name, guardsLife }) => guardsLife && name === one.rule);

const reads =
  ({ value }: Reading) =>
  ({ rule }: ActiveRule): boolean =>
    rule.reads === "all" || rule.reads.includes(value.kind);
