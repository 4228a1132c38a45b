import { priorities } from "#domain/alarm.ts";
import type { CausedDecision } from "#domain/decision.ts";
import type { Rule } from "../rule.ts";
import { episodeKey } from "./decisions.ts";
import { emit, emitNow } from "./heldAlarms.ts";
import type { HomeStep } from "./homeStep.ts";

/** What was gone through again. */
export interface Replayed {
  /** Since when, epoch ms. */
  from: number;
  /** The rules, by place. */
  going: readonly number[];
  /** What names the late readings in a cause; none where another thing made this necessary. */
  lateCauses: readonly string[];
  /** What went on at that time. */
  wentOn: HomeStep["ongoing"];
}

/**
 * What rules conclude now that the past since `from` was gone through again, against what rang: rings for what is still going on
 * and did not ring, or not so strongly; rings for nothing that is over; adds to the timelines of what rang. What the late
 * reading itself says once more of what goes on (a door opened again) rings again, or joins the timeline where it is old.
 */
export function reconcile(turn: HomeStep, concluded: readonly CausedDecision[], { from, going, lateCauses, wentOn }: Replayed): void {
  const episodes = new Map<string, CausedDecision[]>();
  for (const one of concluded) {
    const known = episodes.get(episodeKey(one));
    if (known === undefined) episodes.set(episodeKey(one), [one]);
    else known.push(one);
  }
  const settled = new Set<string>();
  for (const [key, all] of episodes) {
    const last = all.findLastIndex((one) => isRaise(one) || isEnd(one));
    if (last >= 0) settled.add(key);
    const newest = all[last];
    if (newest !== undefined && isRaise(newest)) {
      const begun = all.findLastIndex((one, place) => place < last && isEnd(one)) + 1;
      tellOf(turn, key, all.slice(0, begun), lateCauses);
      goOn(turn, key, all.slice(begun), { from, begunSince: begun > 0, lateCauses });
    } else {
      tellOf(turn, key, all, lateCauses);
      if (newest !== undefined && key in turn.ringing) becomeKnown(turn, newest);
    }
  }
  undo(turn, from, going, settled);
  restore(turn, wentOn, going, settled, lateCauses);
}

/**
 * The timeline of what rang and is over, from when it began, with what came late of it in place of a ring; after its end comes what is not
 * its own.
 */
function tellOf(turn: HomeStep, key: string, all: readonly CausedDecision[], lateCauses: readonly string[]): void {
  const since = turn.ringing[key]?.since ?? Number.NEGATIVE_INFINITY;
  for (const one of all) if (one.at >= since && (!isRaise(one) || isOf(one, lateCauses))) becomeKnown(turn, asTold(one));
}

/** An episode under way. */
function goOn(
  turn: HomeStep,
  key: string,
  all: readonly CausedDecision[],
  { from, begunSince, lateCauses }: Pick<Replayed, "from" | "lateCauses"> & { begunSince: boolean },
): void {
  const raises = all.filter(isRaise);
  const [first] = raises;
  if (first === undefined) return;
  const highest = raises.reduce((best, one) => (rank(one) > rank(best) ? one : best), first);
  const before = turn.ringing[key];
  const kept = turn.held[key];
  const rang = before !== undefined ? priorities.indexOf(before.priority) : kept !== undefined ? rank(kept.decided) : -1;
  const rings = rank(highest) > rang;
  if (rings) becomeKnown(turn, anew(turn, highest, lateCauses));
  // What rang last since then is no cause any more: a late one stands in its place, and is nothing more of it.
  const last = turn.before.ongoing[key];
  const replaced = last !== undefined && last.at >= from && raises.every(({ cause }) => cause !== last.cause);
  for (const one of all) {
    if (!isRaise(one)) becomeKnown(turn, one);
    else if (rings && one === highest) continue;
    else if (isOf(one, lateCauses)) becomeKnown(turn, rings || replaced || turn.late ? asTold(one) : anew(turn, one, lateCauses));
    // Due only now: what came late has nothing to do with it.
    else if (!rings && one.at > turn.before.now) emit(turn, one);
  }
  const now = turn.ringing[key];
  if (now !== undefined && (before === undefined || begunSince || before.since >= from) && now.since !== first.at)
    turn.ringing = { ...turn.ringing, [key]: { ...now, since: first.at } };
}

/** What rang since `from`, or was kept from it, and by what is known now had no reason to. */
function undo(turn: HomeStep, from: number, going: readonly number[], settled: ReadonlySet<string>): void {
  for (const [key, { since }] of [...Object.entries(turn.ringing), ...Object.entries(turn.held)]) {
    const rule = ruleOf(turn, key, going);
    if (rule === undefined || since <= from || settled.has(key)) continue;
    end(turn, rule.name, key, since, "What came late shows that this was too early, or not so; it rings again if it goes on");
  }
}

/** Of what rang before `from` a record of only what came since may tell nothing, not even that it is over: it ends, and rings anew if it goes on. */
export function endForgotten(turn: HomeStep, concluded: readonly CausedDecision[], going: readonly number[], from: number): void {
  const known = new Set(concluded.map(episodeKey));
  for (const [key, { since }] of Object.entries(turn.ringing)) {
    const rule = ruleOf(turn, key, going);
    if (rule !== undefined && since < from && !known.has(key))
      end(turn, rule.name, key, since, "Not known since the rule was renewed; it rings again if it goes on");
  }
}

const ruleOf = ({ rules }: HomeStep, key: string, places: readonly number[]): Rule | undefined =>
  rules.find(({ name }, place) => key.startsWith(`${name}/`) && places.includes(place));

function end(turn: HomeStep, rule: string, key: string, since: number, text: string): void {
  emit(turn, {
    rule,
    decision: { do: "addNote", episode: key.slice(rule.length + 1), text, endsEpisode: true },
    cause: `${turn.home.id}/${key}/undone/${since}/0`,
    at: turn.now,
  });
}

/** What was told to be over, or taken to be, and by what is known now goes on. */
function restore(
  turn: HomeStep,
  wentOn: HomeStep["ongoing"],
  going: readonly number[],
  settled: ReadonlySet<string>,
  lateCauses: readonly string[],
): void {
  for (const [key, raised] of Object.entries(wentOn))
    if (ruleOf(turn, key, going) !== undefined && !settled.has(key) && !(key in turn.ringing) && !(key in turn.held))
      becomeKnown(turn, anew(turn, raised, lateCauses));
}

/** At the moment at which it became known: a timer that is due only now at its own. */
const becomeKnown = (turn: HomeStep, decided: CausedDecision): void =>
  isPast(turn, decided) ? emitNow(turn, decided) : emit(turn, decided);

const isPast = (turn: HomeStep, { at }: CausedDecision): boolean => turn.late || at <= turn.before.now;

const isOf = ({ cause }: CausedDecision, lateCauses: readonly string[]): boolean => lateCauses.some((late) => cause.includes(`/${late}/`));

/** The very ring that was told to be over since rings again by what made that known. */
const anew = (turn: HomeStep, one: CausedDecision, lateCauses: readonly string[]): CausedDecision =>
  turn.lastRingCause[episodeKey(one)]?.startsWith(one.cause) ? { ...one, cause: `${one.cause}/known/${lateCauses.at(-1)}` } : one;

/** A line of the timeline, even of what would have rung. */
const asTold = (one: CausedDecision): CausedDecision =>
  one.decision.do === "raise" ? { ...one, decision: { do: "addNote", episode: one.decision.episode, text: one.decision.sentence } } : one;

const isRaise = ({ decision }: CausedDecision): boolean => decision.do === "raise";
const isEnd = ({ decision }: CausedDecision): boolean => decision.do === "addNote" && decision.endsEpisode === true;
const rank = ({ decision }: CausedDecision): number => (decision.do === "raise" ? priorities.indexOf(decision.priority) : -1);
