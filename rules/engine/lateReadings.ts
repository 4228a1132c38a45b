import type { CausedDecision } from "#domain/decision.ts";
import type { DeviceId } from "#domain/ids.ts";
import { byEventTime, type Reading, type ReadingKind } from "#domain/reading.ts";
import { longestBacklogMs } from "#domain/time/deviceClock.ts";
import { never } from "./homeState.ts";
import { type HomeStep, restoreState } from "./homeStep.ts";
import { rememberStep } from "./recentSteps.ts";
import { type Replayed, reconcile } from "./reconcile.ts";
import { applyHomeChange } from "./refitting.ts";
import type { RuleSet } from "./ruleSet.ts";
import { fireDue, giveReading, readersOf } from "./runRules.ts";

/** A reading older than this is late: what follows from it became known when it came, and not when it was due. */
export const lateAfterMs = 60_000;

/** How far before a late reading its past is gone through again: further back lies nothing that is not told anew or has not rung. */
export const replayWindowMs = 48 * 3_600_000;

/** From when the replay of these late readings begins, by event time. */
export const replayStart = (now: number, late: readonly Reading[]): number =>
  late.reduce((least, { time }) => Math.min(least, time), now) - replayWindowMs;

/** A reading later than this is recorded and changes nothing of what is known of how people live; calls for help count however late. */
export const allowedLatenessMs = longestBacklogMs;

/** What a device of these kinds said last is so until it says otherwise. */
export const lastingStateKinds: ReadonlySet<ReadingKind> = new Set(["bed", "chair", "door", "boundary"]);

/**
 * Of all that a home said, what a rebuild since `from` wants: what happened since then, and before it how things stood at that
 * moment, as far as it was said in the fortnight before.
 */
export function replayWindowSince(all: readonly Reading[], from: number): Reading[] {
  const standing = new Map<DeviceId, Reading>();
  const since: Reading[] = [];
  for (const reading of all) {
    if (reading.time >= from) since.push(reading);
    else if (lastingStateKinds.has(reading.value.kind) && reading.time >= from - allowedLatenessMs) {
      const known = standing.get(reading.deviceId);
      if (known === undefined || byEventTime(known, reading) <= 0) standing.set(reading.deviceId, reading);
    }
  }
  return [...standing.values(), ...since];
}

/** Whether a reading belongs before a step that was taken already. */
export function isLate(turn: HomeStep, reading: Reading): boolean {
  if (isOfFormerPlan(turn, reading)) return true;
  if (reading.time !== turn.lastEventTime) return reading.time < turn.lastEventTime;
  const last = turn.recentSteps.at(-1);
  // Of what was let go of, only the record can tell; what comes in that very moment is no later than it.
  if (last === undefined) return turn.now > turn.lastEventTime;
  return last.reading !== null && byEventTime(reading, last.reading) < 0;
}

/** Whether it happened while another plan guarded the home. */
export const isOfFormerPlan = ({ formerPlans }: HomeStep, { time }: Reading): boolean => {
  const last = formerPlans.at(-1);
  return last !== undefined && time < last.until;
};

/** Whether a rule of the plan of then may have read it, though none reads it now. */
export const wasRead = (turn: HomeStep, reading: Reading): boolean =>
  isOfFormerPlan(turn, reading) &&
  turn.rules.some(
    ({ name, timeBase, reads }) =>
      timeBase === "eventTime" &&
      (reads === "all" || reads.includes(reading.value.kind)) &&
      turn.formerPlans.some(({ plan, until }) => reading.time < until && name in plan.rules),
  );

/** Puts a reading that is a little late in its place: goes back to before it and takes the steps after it again. */
export function insertLateReading(turn: HomeStep, late: Reading): void {
  const place = turn.recentSteps.findIndex(({ time, reading }) => (reading === null ? time > late.time : byEventTime(late, reading) < 0));
  const from = place < 0 ? turn.recentSteps.length : place;
  const again = [late, ...turn.recentSteps.slice(from).flatMap(({ reading }) => reading ?? [])];
  const isHere = (at: number): boolean => turn.ruleSet.byPlace[at] !== undefined || turn.finishing.includes(at);
  for (let nth = turn.recentSteps.length - 1; nth >= from; nth -= 1)
    for (let one = turn.recentSteps[nth]?.undo ?? null; one !== null; one = one.next)
      if (isHere(one.place)) restoreState(turn, one.place, one.state === undefined ? undefined : one);
  const going = [...turn.rules.keys()].filter((at) => turn.rules[at]?.timeBase === "eventTime" && isHere(at));
  turn.ongoing = turn.recentSteps[from]?.ongoing ?? turn.ongoing;
  turn.recentSteps = turn.recentSteps.slice(0, from);
  replay(turn, again, { from: late.time, going, late: [late] }, [{ guards: turn.ruleSet, until: never }]);
}

/** In what a rule in order of happening decides, a reading is named by what the record holds of it. */
export const eventTimeCause = ({ deviceId, time, value, seq, at }: Reading): string =>
  `${deviceId}@${time}${seq !== null ? `#${seq}` : at !== null && at !== time ? `#${at}` : ""}:${Object.values(value).join(":")}`;
export const arrivalTimeCause = ({ deviceId, key }: Reading): string => `${deviceId}/${key}`;

/** A time and what guarded the home in it. */
export interface PlanStage {
  guards: RuleSet;
  until: number;
}

/** Takes these steps again, timers between them, up to the home's clock, and makes good what was said meanwhile. */
export function replay(
  turn: HomeStep,
  readings: readonly Reading[],
  { late, from, going }: Pick<Replayed, "from" | "going"> & { late: readonly Reading[] },
  stages: readonly [PlanStage, ...PlanStage[]],
): void {
  turn.lastEventTime = turn.recentSteps.at(-1)?.time ?? turn.recentStepsFrom;
  const wentOn = turn.ongoing;
  const left = [...stages];
  const comeTo = (time: number, stagesBy = time): void => {
    for (let [stage, next] = left; stage !== undefined && next !== undefined && stage.until < stagesBy; [stage, next] = left) {
      left.shift();
      fireDue(turn, stage.until, "eventTime");
      turn.ruleSet = next.guards;
      applyHomeChange(turn, stage.until, going);
    }
    fireDue(turn, time, "eventTime");
  };
  const concluded = collecting(turn, () => {
    for (const reading of readings) {
      comeTo(reading.time);
      const guards = readersOf(turn, reading, "eventTime").filter(({ place }) => going.includes(place));
      if (guards.length === 0) continue;
      rememberStep(turn, reading.time, reading);
      giveReading(turn, guards, reading, reading.time, eventTimeCause);
    }
    comeTo(turn.now, never);
  });
  reconcile(turn, concluded, { from, going, wentOn, lateCauses: late.map(eventTimeCause) });
}

/** What rules decide while `work` runs, kept back. */
export function collecting(turn: HomeStep, work: () => void): CausedDecision[] {
  const concluded: CausedDecision[] = [];
  const { sink } = turn;
  turn.sink = (_, decided) => concluded.push(decided);
  work();
  turn.sink = sink;
  return concluded;
}
