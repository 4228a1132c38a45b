import { priorities } from "#domain/alarm.ts";
import type { CausedDecision } from "#domain/decision.ts";
import type { Rule } from "../../rule.ts";
import { causeTime, episodeKeyOf } from "../step/decisions.ts";
import { announce, announceAsKnownNow, believed } from "../step/heldAlarms.ts";
import type { HomeStep } from "../step/homeStep.ts";

/** What a replay covered. */
export interface Replayed {
  /** Where it began, by event time. Epoch ms. */
  from: number;
  /** The rules, by place. */
  places: readonly number[];
  /** How causes name the late readings; empty where the replay has another reason. */
  lateCauses: readonly string[];
  /** The episodes that were ongoing at `from`. */
  ongoingBefore: HomeStep["ongoing"];
}

/**
 * Compares the decisions of a replay with what rang before it. Staff get the difference, never the same alarm twice:
 *
 * - The episode still lasts and did not ring, or rang with a lower priority: it rings now.
 * - The episode is over: no ring. If it rang, its timeline gets the decisions as notes.
 * - The episode rang, and the replay neither raises it nor reports its end: a note ends it ("This was too early, or did not happen").
 * - The late reading itself repeats an episode that lasts (a door opened again): it rings again, or is a note when the reading is old.
 *
 * Example 1. Left bed 02:00, "not back in bed" rang 02:20. At 02:30 "back in bed 02:05" arrives. The replay raises nothing, and bedExit reports
 * the end: the alarm of 02:20 gets its note "Back in bed 02:05, received 02:30". "Back in bed 02:25" would do the same.
 *
 * Example 2. The fridge door moved yesterday at 20:00, and "no sign of life" rang at 17:00. At 17:30 a door reading of 12:00 arrives. The replay
 * raises nothing, and inactivity reports no end of an episode that did not begin: the alarm gets the note "This was too early, …".
 */
export function reconcile(
  step: HomeStep,
  decisions: readonly CausedDecision[],
  { from, places, lateCauses, ongoingBefore }: Replayed,
): void {
  const settled = new Set<string>();
  for (const [key, all] of Map.groupBy(decisions, episodeKeyOf)) {
    const last = all.findLastIndex((one) => isRaise(one) || isEnd(one));
    if (last >= 0) settled.add(key);
    const newest = all[last];
    if (newest !== undefined && isRaise(newest)) {
      const begins = all.findLastIndex((one, place) => place < last && isEnd(one)) + 1;
      // The episode that rang may be this one. Then an end before it is not its end, even if both came in the same millisecond.
      const rang = step.before.ongoing[key]?.cause;
      if (!all.slice(begins).some(({ cause }) => cause === rang)) noteEndedEpisode(step, key, all.slice(0, begins), lateCauses);
      continueEpisode(step, key, all.slice(begins), { from, isNew: begins > 0, lateCauses });
    } else {
      noteEndedEpisode(step, key, all, lateCauses);
      if (newest !== undefined && key in step.ringing) makeKnown(step, newest);
    }
  }
  endUnfounded(step, from, places, settled);
  resumeOngoing(step, ongoingBefore, places, settled, lateCauses);
}

/** Adds to the timeline of an episode that rang and is over: its notes since it began, and late raises as notes. */
function noteEndedEpisode(step: HomeStep, key: string, all: readonly CausedDecision[], lateCauses: readonly string[]): void {
  const since = step.ringing[key]?.since ?? Number.NEGATIVE_INFINITY;
  for (const one of all) if (one.at >= since && (!isRaise(one) || isFromLateReading(one, lateCauses))) makeKnown(step, asNote(one));
}

/** An episode that lasts at the end of the replay. `isNew`: it began in the replay, after another one ended. */
function continueEpisode(
  step: HomeStep,
  key: string,
  all: readonly CausedDecision[],
  { from, isNew, lateCauses }: Pick<Replayed, "from" | "lateCauses"> & { isNew: boolean },
): void {
  const raises = all.filter(isRaise);
  const [first] = raises;
  if (first === undefined) return;
  const highest = raises.reduce((best, one) => (rank(one) > rank(best) ? one : best), first);
  const before = step.ringing[key];
  const rings = rank(believed(step, highest)) > rankBefore(step, key);
  if (rings) makeKnown(step, withNewCause(step, highest, lateCauses));
  // The last ring was after `from`, and the replay does not raise it. A late raise replaces it, so it is a note and not a second ring.
  const last = step.before.ongoing[key];
  const isReplaced = last !== undefined && last.at >= from && raises.every(({ cause }) => cause !== last.cause);
  for (const one of all) {
    if (!isRaise(one)) makeKnown(step, one);
    else if (rings && one === highest) continue;
    else if (isFromLateReading(one, lateCauses))
      makeKnown(step, rings || isReplaced || step.late ? asNote(one) : withNewCause(step, one, lateCauses));
    // Due after the home's clock before this step: the late reading did not cause it.
    else if (!rings && one.at > step.before.now) announce(step, one);
  }
  const now = step.ringing[key];
  if (now !== undefined && (before === undefined || isNew || before.since >= from) && now.since !== first.at)
    step.ringing = { ...step.ringing, [key]: { ...now, since: first.at } };
}

/** The priority with which the episode rang, or is held, as a rank; -1 for neither. */
function rankBefore(step: HomeStep, key: string): number {
  const ringing = step.ringing[key];
  if (ringing !== undefined) return priorities.indexOf(ringing.priority);
  const held = step.held[key];
  return held === undefined ? -1 : rank(held.decided);
}

/** Ends episodes that rang, or are held, since `from`, and that the replay gives no reason for. The present plan ends none that began under another. */
function endUnfounded(step: HomeStep, from: number, places: readonly number[], settled: ReadonlySet<string>): void {
  for (const [key, { since }] of [...Object.entries(step.ringing), ...Object.entries(step.held)]) {
    const rule = ruleOf(step, key, places);
    if (rule === undefined || since <= Math.max(from, step.planSince) || settled.has(key)) continue;
    end(step, rule.name, key, since, "A late reading shows that this was too early, or did not happen. It rings again if it continues.");
  }
}

/** The window says nothing about an episode that rang before `from`, not even its end: it ends, and rings again if it continues. */
export function endUnknownEpisodes(step: HomeStep, decisions: readonly CausedDecision[], places: readonly number[], from: number): void {
  const known = new Set(decisions.map(episodeKeyOf));
  for (const [key, { since }] of Object.entries(step.ringing)) {
    const rule = ruleOf(step, key, places);
    if (rule !== undefined && since < from && !known.has(key))
      end(step, rule.name, key, since, "The rule has a new version and does not know this episode. It rings again if it continues.");
  }
}

const ruleOf = ({ rules }: HomeStep, key: string, places: readonly number[]): Rule | undefined =>
  rules.find(({ name }, place) => key.startsWith(`${name}/`) && places.includes(place));

function end(step: HomeStep, rule: string, key: string, since: number, text: string): void {
  announce(step, {
    rule,
    decision: { do: "addNote", episode: key.slice(rule.length + 1), text, endsEpisode: true },
    cause: `${step.home.id}/${key}/undone/${causeTime(step, since)}/0`,
    at: step.now,
  });
}

/** Rings for episodes that were ongoing at `from`, ended since, and by the replay did not end. */
function resumeOngoing(
  step: HomeStep,
  ongoingBefore: HomeStep["ongoing"],
  places: readonly number[],
  settled: ReadonlySet<string>,
  lateCauses: readonly string[],
): void {
  for (const [key, raised] of Object.entries(ongoingBefore))
    if (ruleOf(step, key, places) !== undefined && !settled.has(key) && !(key in step.ringing) && !(key in step.held))
      makeKnown(step, withNewCause(step, raised, lateCauses));
}

/** A decision about the past becomes known now; one of a timer that is due only now has its own time. */
function makeKnown(step: HomeStep, decided: CausedDecision): void {
  if (step.late || decided.at <= step.before.now) announceAsKnownNow(step, decided);
  else announce(step, decided);
}

const isFromLateReading = ({ cause }: CausedDecision, lateCauses: readonly string[]): boolean =>
  lateCauses.some((late) => cause.includes(`/${late}/`));

/** A cause counts once. An episode that rang, was ended by a note and lasts after all needs a new cause to ring again: the late reading that shows it. */
const withNewCause = (step: HomeStep, one: CausedDecision, lateCauses: readonly string[]): CausedDecision =>
  step.lastRingCause[episodeKeyOf(one)]?.startsWith(one.cause) ? { ...one, cause: `${one.cause}/known/${lateCauses.at(-1)}` } : one;

/** A raise as a line of the timeline. */
const asNote = (one: CausedDecision): CausedDecision =>
  one.decision.do === "raise" ? { ...one, decision: { do: "addNote", episode: one.decision.episode, text: one.decision.sentence } } : one;

const isRaise = ({ decision }: CausedDecision): boolean => decision.do === "raise";
const isEnd = ({ decision }: CausedDecision): boolean => decision.do === "addNote" && decision.endsEpisode === true;
const rank = ({ decision }: CausedDecision): number => (decision.do === "raise" ? priorities.indexOf(decision.priority) : -1);
