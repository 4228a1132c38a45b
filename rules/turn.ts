import { absenceEnd, absencesAt } from "#domain/absence.ts";
import { strongest } from "#domain/alarm.ts";
import type { Decided, Decision } from "#domain/decision.ts";
import { deviceLabel, type HomeFacts } from "#domain/home.ts";
import { isLifeSafety, type Reading } from "#domain/reading.ts";
import { instantOf, wallDate } from "#domain/wallClock.ts";
import { type Guard, type Guards, guardOf } from "./guard.ts";
import type { HomeState, Kept, Mark, Ongoing, RuleSlot, Rung, Undo } from "./homeState.ts";
import type { Rule, RuleContext, Standing } from "./rule.ts";
import { type RuleFault, ruleFaultName, setAside, setAsideName, unjudgedReading, unjudgedWait } from "./ruleFault.ts";

/** The work of one call on one home: what is `before` stays as it was, and each list is copied at its first change. */
export interface Turn {
  readonly home: HomeFacts;
  readonly guards: Guards;
  readonly rules: readonly Rule[];
  readonly before: HomeState;
  readonly now: number;
  /** No timer is due earlier than this; infinite for none. The earliest itself may be later. */
  earliest: number;
  /** The timer that was the earliest was put off, so that only a look at all tells the earliest. */
  earliestGone: boolean;
  slots: (RuleSlot | undefined)[];
  rung: Record<string, Rung>;
  kept: Record<string, Kept>;
  ongoing: Ongoing;
  rangBy: HomeState["rangBy"];
  absenceEnded: string | null;
  marks: readonly Mark[];
  /** What the step under way changes, as it was: of its mark. Null while none in order of happening is under way. */
  undo: Undo[] | null;
  markedFrom: number;
  seen: number;
  leaving: readonly number[];
  /** The reading of this turn is old: what it shows became known only now. */
  late: boolean;
  decided: Decided[] | null;
  faults: RuleFault[] | null;
  /** Takes what rules decide: `emit`, or a list while the past is gone through again. */
  take: (turn: Turn, decided: Decided) => void;
}

/**
 * Steps further back than this, or than so many, are not kept: a reading that late is put in its place from the record. Longer
 * in a test home, where testers lay half a minute of disorder over a stream.
 */
const marksKeptMs = { live: 15_000, test: 45_000 };
const marksKept = 64;

/** One for all calls, for one is over before the next begins: what is made anew a million times a second costs more than what is done with it. */
const only = {} as { -readonly [Field in keyof Turn]: Turn[Field] };

export function beginTurn(home: HomeFacts, guards: Guards, rules: readonly Rule[], before: HomeState, now: number): Turn {
  only.home = home;
  only.guards = guards;
  only.rules = rules;
  only.before = before;
  only.now = now > before.now ? now : before.now;
  only.earliest = before.wakeAt ?? Number.POSITIVE_INFINITY;
  // What is kept may be its own timer.
  only.earliestGone = !isEmpty(before.kept);
  only.slots = before.slots as (RuleSlot | undefined)[];
  only.rung = before.rung;
  only.kept = before.kept;
  only.ongoing = before.ongoing;
  only.rangBy = before.rangBy;
  only.absenceEnded = before.absenceEnded;
  only.marks = before.marks;
  only.undo = null;
  only.markedFrom = before.markedFrom;
  only.seen = before.seen;
  only.leaving = before.leaving;
  only.late = false;
  only.decided = null;
  only.faults = null;
  only.take = emit;
  return only;
}

export function endTurn(turn: Turn): HomeState {
  if (turn.leaving.length > 0) letGo(turn);
  release(turn);
  const { before, now, slots, rung, kept, ongoing, rangBy, absenceEnded, marks, markedFrom, seen, leaving } = turn;
  const same =
    now === before.now &&
    slots === before.slots &&
    marks === before.marks &&
    rung === before.rung &&
    kept === before.kept &&
    leaving === before.leaving &&
    absenceEnded === before.absenceEnded;
  if (same) return before;
  return { now, slots, wakeAt: earliestWake(turn), rung, kept, ongoing, rangBy, absenceEnded, marks, markedFrom, seen, leaving };
}

function earliestWake(turn: Turn): number | null {
  const { slots, kept, home, now } = turn;
  const keeps = !isEmpty(kept);
  if (!turn.earliestGone && !keeps) return turn.earliest === Number.POSITIVE_INFINITY ? null : turn.earliest;
  let first: number | null = null;
  for (const slot of slots) {
    if (slot === undefined || slot.wakeAt === null || (first !== null && slot.wakeAt >= first)) continue;
    first = slot.wakeAt;
  }
  // What an absence keeps from ringing is looked at again when it ends.
  if (!keeps) return first;
  const looks = [...absencesAt(home, now).map(absenceEnd), ...Object.values(kept).flatMap(({ until }) => until ?? [])];
  for (const look of looks) first = Math.min(first ?? Number.POSITIVE_INFINITY, look);
  return first;
}

function isEmpty(all: object): boolean {
  for (const _ in all) return false;
  return true;
}

/** The guard of a rule in this home; a rule that is leaving the plan finishes with its own defaults. */
const guardAt = (turn: Turn, place: number): Guard =>
  turn.guards.byPlace[place] ?? guardOf(turn.rules[place] as Rule, place, {}, turn.home.plan);

/** One for all steps, for rules keep nothing of it: what is made anew for each of a million steps a second costs more than they do. */
const scratch: { -readonly [Key in keyof RuleContext<unknown>]: RuleContext<unknown>[Key] } = {
  home: undefined as unknown as HomeFacts,
  settings: undefined,
  windows: [],
  now: 0,
  leaving: false,
};

export function contextOf(turn: Turn, guard: Guard, now: number): RuleContext<unknown> {
  scratch.home = turn.home;
  scratch.settings = guard.settings;
  scratch.windows = guard.windows;
  scratch.now = now;
  scratch.leaving = turn.guards.byPlace[guard.place] === undefined;
  return scratch;
}

export function startRule(turn: Turn, guard: Guard, at: number, state?: unknown): void {
  try {
    put(turn, guard, guard.rule.start(contextOf(turn, guard, at), state));
  } catch (error) {
    fail(turn, guard, error, { on: "start" }, at, `start/v${guard.rule.version}`);
  }
}

/** Which timers may fire: those of one order, or all. */
export type Order = Rule["order"] | "any";

/** Fires every timer of that order due at or before `by`, earliest first. */
export function fireDue(turn: Turn, by: number, order: Order = "any"): void {
  if (turn.earliest > by) return;
  for (let place = firstDue(turn, by, order); place >= 0; place = firstDue(turn, by, order)) {
    const guard = guardAt(turn, place);
    const slot = turn.slots[place] as RuleSlot & { wakeAt: number };
    const dueAt = slot.wakeAt;
    if (guard.rule.order === "happening") mark(turn, dueAt, null);
    try {
      const step = guard.rule.onTimer(slot.state, dueAt, contextOf(turn, guard, dueAt));
      if (step.wakeAt !== null && step.wakeAt <= dueAt)
        throw new Error(`rule ${guard.rule.name} woke itself at ${step.wakeAt}, not after ${dueAt}`);
      put(turn, guard, step);
      if (step.decisions.length > 0) decide(turn, guard.rule.name, step.decisions, dueAt, `timer/${dueAt}`);
    } catch (error) {
      fail(turn, guard, error, { on: "timer", dueAt }, dueAt, `timer/${dueAt}`);
      if (guard.rule.guardsLife) decide(turn, ruleFaultName, [unjudgedWait(guard.rule.name)], dueAt, `timer/${dueAt}`);
    }
  }
}

function firstDue({ slots, rules }: Turn, by: number, order: Order): number {
  let first = -1;
  let earliest = Number.POSITIVE_INFINITY;
  for (let place = 0; place < slots.length; place += 1) {
    const wakeAt = slots[place]?.wakeAt;
    if (wakeAt == null || wakeAt > by || wakeAt >= earliest || (order !== "any" && rules[place]?.order !== order)) continue;
    first = place;
    earliest = wakeAt;
  }
  return first;
}

/** Gives a reading to these guards, at their time `now`; `causeOf` names it in what they decide. */
export function read(turn: Turn, guards: readonly Guard[], reading: Reading, now: number, causeOf: (reading: Reading) => string): void {
  for (let nth = 0; nth < guards.length; nth += 1) {
    const guard = guards[nth] as Guard;
    const slot = turn.slots[guard.place];
    if (slot?.failed !== undefined) {
      if (isLifeSafety(reading.value)) unjudged(turn, guard, reading, causeOf(reading));
      continue;
    }
    try {
      const state = slot === undefined ? guard.rule.start(contextOf(turn, guard, now)).state : slot.state;
      const step = guard.onReading(state, reading, contextOf(turn, guard, now));
      put(turn, guard, step);
      if (step.decisions.length > 0) decide(turn, guard.rule.name, step.decisions, now, causeOf(reading));
    } catch (error) {
      fail(turn, guard, error, { on: "reading", reading }, now, causeOf(reading));
      if (isLifeSafety(reading.value)) unjudged(turn, guard, reading, causeOf(reading));
    }
  }
}

const nobody: readonly Guard[] = [];

/** Rules out of the plan that still have an episode under way hear of it too. */
export function readersOf(turn: Turn, reading: Reading, order: Rule["order"]): readonly Guard[] {
  if (order === "happening" && reading.value.kind === "motion" && !reading.value.detected) return nobody;
  const inPlan = (order === "arrival" ? turn.guards.inArrival : turn.guards.inHappening).get(reading.value.kind) ?? nobody;
  if (turn.leaving.length === 0) return inPlan;
  const leaving = turn.leaving
    .map((place) => guardAt(turn, place))
    .filter(({ rule }) => rule.order === order && (rule.reads === "all" || rule.reads.includes(reading.value.kind)));
  return leaving.length === 0 ? inPlan : [...inPlan, ...leaving];
}

/** Nobody is left unheard because a rule has a defect. What housekeeping rules make of a press is not what guards life. */
function unjudged(turn: Turn, { rule }: Guard, reading: Reading, cause: string): void {
  if (!rule.guardsLife) return;
  const label = deviceLabel(turn.home.devices.get(reading.deviceId));
  decide(turn, ruleFaultName, [unjudgedReading(rule.name, reading, label)], turn.now, cause);
}

/** That home and rule are set aside: it is not run again, and without a wake it cannot throw for ever. */
function fail(
  turn: Turn,
  { rule, place }: Guard,
  error: unknown,
  on: { on: "start" } | { on: "timer"; dueAt: number } | { on: "reading"; reading: Reading },
  at: number,
  cause: string,
): void {
  const why = error instanceof Error ? error.message : String(error);
  putBack(turn, place, { state: turn.slots[place]?.state ?? null, wakeAt: null, failed: why.slice(0, 200) });
  const fault: RuleFault = { rule: rule.name, error, ...on };
  turn.faults = [...(turn.faults ?? []), fault];
  decide(turn, setAsideName, [setAside(fault, turn.home)], at, cause);
}

export function put(turn: Turn, { place, happening }: Guard, { state, wakeAt }: Standing<unknown>): void {
  const slot = turn.slots[place];
  if (slot !== undefined && slot.state === state && slot.wakeAt === wakeAt && slot.failed === undefined) return;
  if (happening) remember(turn, place, slot);
  copySlots(turn)[place] = { state, wakeAt };
  if (wakeAt !== null && wakeAt < turn.earliest) turn.earliest = wakeAt;
  else if (slot !== undefined && slot.wakeAt === turn.earliest && wakeAt !== slot.wakeAt) turn.earliestGone = true;
}

function remember(turn: Turn, place: number, slot: RuleSlot | undefined): void {
  if (turn.undo === null) return;
  for (const one of turn.undo) if (one.place === place) return;
  turn.undo.push({ place, slot });
}

/** Puts another slot, or none, in the place of one, whatever its timer. */
export function putBack(turn: Turn, place: number, slot: RuleSlot | undefined): void {
  if (turn.rules[place]?.order === "happening") remember(turn, place, turn.slots[place]);
  copySlots(turn)[place] = slot;
  turn.earliest = Number.NEGATIVE_INFINITY;
  turn.earliestGone = true;
}

export function copySlots(turn: Turn): (RuleSlot | undefined)[] {
  if (turn.slots === turn.before.slots) turn.slots = turn.slots.slice();
  return turn.slots;
}

/** Keeps the way back to before a step in order of happening. */
export function mark(turn: Turn, time: number, reading: Reading | null): void {
  let from = 0;
  const kept = turn.marks;
  const oldest = time - marksKeptMs[turn.home.mode];
  while (from < kept.length && ((kept[from] as Mark).time < oldest || kept.length - from >= marksKept)) from += 1;
  if (from > 0) turn.markedFrom = Math.max(turn.markedFrom, (kept[from - 1] as Mark).time);
  turn.undo = [];
  const one: Mark = { time, reading, undo: turn.undo, ongoing: turn.ongoing };
  turn.marks = from === kept.length ? [one] : from === 0 ? [...kept, one] : [...kept.slice(from), one];
  if (time > turn.seen) turn.seen = time;
}

/** The cause names home, rule, episode, what happened and which of its decisions: the same again on replay. */
function decide(turn: Turn, rule: string, decisions: readonly Decision[], at: number, happened: string): void {
  for (const [place, decision] of decisions.entries()) {
    // Counted within the episode: the order of a home's devices may change between a run and its replay.
    let n = 0;
    for (let before = 0; before < place; before += 1) if (decisions[before]?.episode === decision.episode) n += 1;
    const decided = { rule, decision, cause: `${turn.home.id}/${rule}/${decision.episode}/${happened}/${n}`, at };
    follow(turn, decided);
    turn.take(turn, decided);
  }
}

const isHappening = (turn: Turn, rule: string): boolean => turn.rules.find(({ name }) => name === rule)?.order === "happening";

/** Keeps account of what goes on, in order of happening. */
function follow(turn: Turn, decided: Decided): void {
  const { decision } = decided;
  if (decision.do === "endAbsence" || !isHappening(turn, decided.rule)) return;
  const key = episodeKey(decided);
  if (decision.do === "raise") turn.ongoing = { ...turn.ongoing, [key]: decided };
  else if (decision.ends && key in turn.ongoing) turn.ongoing = without(turn.ongoing, key);
}

export const episodeKey = ({ rule, decision }: Decided): string => `${rule}/${decision.episode}`;

/** A backlog comes in a burst: what one late reading begins another may end. No longer after the last of them, and no longer in all. */
const settlesMs = 5_000;
const settlesAtMostMs = 60_000;

/** Passes it on as becoming known now, whenever it happened; what a late reading shows waits for what else comes late. */
export function emitNow(turn: Turn, decided: Decided): void {
  const now = { ...decided, at: turn.now };
  if (turn.late && decided.decision.do === "raise") keep(turn, now, decided.at, turn.now + settlesMs);
  else emit(turn, now, decided.at);
}

function keep(turn: Turn, decided: Decided, since: number, until: number | null): void {
  const key = episodeKey(decided);
  const before = turn.kept[key];
  const stays = before !== undefined && isStronger(before.decided, decided);
  turn.kept = { ...turn.kept, [key]: { decided: stays ? before.decided : decided, since, at: before?.at ?? turn.now, until } };
}

const isStronger = ({ decision: a }: Decided, { decision: b }: Decided): boolean =>
  a.do === "raise" && b.do === "raise" && a.strength !== b.strength && strongest(a.strength, b.strength) === a.strength;

/**
 * Passes on what a rule decided, unless an absence or the plan's dates keep it from ringing; `since` is when it happened,
 * where that is not when it was decided.
 */
export function emit(turn: Turn, decided: Decided, since: number = decided.at): void {
  const { decision } = decided;
  const key = episodeKey(decided);
  if (decision.do === "raise") {
    if (mayBeKept(turn, decided.rule)) {
      if (isOver(turn.home, decided.at)) return;
      const starts = startOf(turn.home, decided.at);
      if (starts !== null) {
        keep(turn, decided, since, starts);
        return;
      }
      if (suspended(turn, decided.rule, decided.at)) {
        keep(turn, decided, since, null);
        return;
      }
    }
    if (key in turn.kept) turn.kept = without(turn.kept, key);
    if (isHappening(turn, decided.rule)) turn.rangBy = { ...turn.rangBy, [key]: decided.cause };
    const before = turn.rung[key];
    turn.rung = {
      ...turn.rung,
      [key]:
        before === undefined
          ? { since, strength: decision.strength }
          : { since: Math.min(before.since, since), strength: strongest(before.strength, decision.strength) },
    };
    pass(turn, decision.deviceId !== null && isDoubtful(turn, decision.deviceId) ? { ...decided, doubtful: true } : decided);
    return;
  }
  if (decision.do === "endAbsence") {
    turn.absenceEnded = decision.absenceId;
    pass(turn, decided);
    return;
  }
  if (decision.ends && key in turn.kept) turn.kept = without(turn.kept, key);
  if (!(key in turn.rung)) return;
  if (decision.ends) turn.rung = without(turn.rung, key);
  pass(turn, decided);
}

function pass(turn: Turn, decided: Decided): void {
  if (turn.decided === null) turn.decided = [decided];
  else turn.decided.push(decided);
}

export function without<Value>(all: Readonly<Record<string, Value>>, key: string): Record<string, Value> {
  const { [key]: _, ...rest } = all;
  return rest;
}

function mayBeKept(turn: Turn, ruleName: string): boolean {
  if (turn.home.absences.length === 0 && turn.home.plan.starts === null && turn.home.plan.ends === null) return false;
  const rule = turn.rules.find(({ name }) => name === ruleName);
  return rule !== undefined && !rule.guardsLife && !rule.housekeeping;
}

/** Whether the plan's last day is past, by the calendar of the home. */
const isOver = ({ plan, timezone }: HomeFacts, at: number): boolean => plan.ends !== null && plan.ends < wallDate(at, timezone);

/** When the plan begins, epoch ms; null where it has begun. What goes on until then rings then. */
const startOf = ({ plan, timezone }: HomeFacts, at: number): number | null =>
  plan.starts === null || plan.starts <= wallDate(at, timezone) ? null : instantOf(Temporal.PlainDate.from(plan.starts), "00:00", timezone);

const suspended = (turn: Turn, rule: string, at: number): boolean =>
  absencesAt(turn.home, at).some((absence) => absence.id !== turn.absenceEnded && absence.suspends.includes(rule));

/** What was kept from ringing, and still goes on when its time has come, rings then. */
function release(turn: Turn): void {
  for (const key in turn.kept) {
    const { decided, since, at, until } = turn.kept[key] as Kept;
    const settles = until !== null && until <= at + settlesAtMostMs;
    const longer = turn.late && settles ? Math.min(at + settlesAtMostMs, turn.now + settlesMs) : until;
    if (longer === null ? suspended(turn, decided.rule, turn.now) : longer > turn.now) {
      if (longer !== until) turn.kept = { ...turn.kept, [key]: { decided, since, at, until: longer } };
      continue;
    }
    turn.kept = without(turn.kept, key);
    const ends = turn.home.absences.map(absenceEnd).filter((end) => end >= decided.at && end <= turn.now);
    emit(turn, { ...decided, at: longer ?? Math.max(...ends, ends.length > 0 ? 0 : turn.now) }, since);
  }
}

/** Rules out of the plan go when their last episode is over. */
function letGo(turn: Turn): void {
  for (const place of turn.leaving) {
    if (isRunning(turn, place)) continue;
    putBack(turn, place, undefined);
    turn.leaving = turn.leaving.filter((one) => one !== place);
  }
}

/** Whether a rule has an episode under way; one that cannot even tell is set aside. */
export function isRunning(turn: Turn, place: number): boolean {
  const slot = turn.slots[place];
  const rule = turn.rules[place];
  if (slot === undefined || slot.failed !== undefined || rule?.running === undefined) return false;
  try {
    return rule.running(slot.state);
  } catch (error) {
    fail(turn, guardAt(turn, place), error, { on: "start" }, turn.now, `running/v${rule.version}`);
    return false;
  }
}

function isDoubtful(turn: Turn, deviceId: string): boolean {
  for (const [place, rule] of turn.rules.entries()) {
    const slot = rule.doubts === undefined ? undefined : turn.slots[place];
    if (slot === undefined || slot.failed !== undefined) continue;
    try {
      if (rule.doubts?.(slot.state).some((id) => id === deviceId)) return true;
    } catch (error) {
      fail(turn, guardAt(turn, place), error, { on: "start" }, turn.now, `doubts/v${rule.version}`);
    }
  }
  return false;
}
