import type { Reading } from "#domain/reading.ts";
import type { Rule } from "../rule.ts";
import {
  type FormerPlan,
  type HeldAlarm,
  type HomeState,
  never,
  newState,
  type OngoingEpisodes,
  type RingingEpisode,
  type RuleSlot,
  type StepUndo,
  slotAt,
} from "./homeState.ts";

interface SavedSlot extends Omit<RuleSlot, "wakeAt"> {
  version: number;
  wakeAt: number | null;
}

/** A home's state as JSON. Rules are named, because their places in the catalogue change between versions. */
interface Saved {
  now: number;
  wakeAt?: number | null;
  rules: Record<string, SavedSlot>;
  ringing?: Record<string, RingingEpisode>;
  held?: Record<string, HeldAlarm>;
  ongoing?: OngoingEpisodes;
  lastRingCause?: Record<string, string>;
  absenceEnded?: string | null;
  lastEventTime?: number;
  recentStepsFrom?: number;
  /** `undo` by the rule's name; null where the rule had no state. */
  recentSteps?: { time: number; reading: Reading | null; undo: Record<string, SavedSlot | null>; ongoing: OngoingEpisodes }[];
  finishing?: string[];
  formerPlans?: readonly FormerPlan[];
  movedMs?: number;
}

export function saveState(rules: readonly Rule[], state: HomeState): string {
  const named = (place: number, { state, wakeAt, disabledReason }: RuleSlot): SavedSlot => ({
    version: rules[place]?.version ?? 0,
    state,
    wakeAt: wakeAt === never ? null : wakeAt,
    ...(disabledReason === undefined ? {} : { disabledReason }),
  });
  const nameOf = (place: number): string => rules[place]?.name ?? "";
  const recentSteps = state.recentSteps.map(({ time, reading, undo, ongoing }) => ({
    time,
    reading,
    ongoing,
    undo: Object.fromEntries(undoList(undo).map((one) => [nameOf(one.place), one.state === undefined ? null : named(one.place, one)])),
  }));
  const { now, ringing, held, ongoing, lastRingCause, absenceEnded, lastEventTime, recentStepsFrom } = state;
  const saved: Saved = {
    now,
    wakeAt: state.wakeAt,
    rules: Object.fromEntries(
      rules.flatMap(({ name }, place) => {
        const slot = slotAt(state, place);
        return slot === undefined ? [] : [[name, named(place, slot)]];
      }),
    ),
    ringing,
    held,
    ongoing,
    lastRingCause,
    absenceEnded,
    lastEventTime,
    recentStepsFrom,
    recentSteps,
    finishing: state.finishing.map(nameOf),
    ...(state.formerPlans.length === 0 ? {} : { formerPlans: state.formerPlans }),
    ...(state.movedMs === 0 ? {} : { movedMs: state.movedMs }),
  };
  return JSON.stringify(saved);
}

/**
 * Null for JSON that is not a saved state: the service then rebuilds the home from readings. A rule that is missing, or was saved by another
 * version, has no state; `rebuildsFrom` says which window it needs. Call `applyHomeChange` with `resumed` before any other step.
 *
 * Example. Saved: `{"now": 1763845200000, "rules": {"bedExit": {"version": 1, "state": {…}, "wakeAt": 1763846400000}}, …}`. If bedExit has
 * version 2 now, its slot and all recent steps are left out, so an out-of-order reading needs the journal (`recentStepsFrom`); everything
 * else is as it was saved.
 */
export function loadState(rules: readonly Rule[], json: string): HomeState | null {
  try {
    const saved = readJson(json);
    return saved === null ? null : stateOf(rules, saved);
  } catch {
    return null;
  }
}

function stateOf(rules: readonly Rule[], saved: Saved): HomeState {
  const placeOf = (name: string): number => rules.findIndex((rule) => rule.name === name);
  const slots = rules.map((rule) => slotOf(rule, saved.rules[rule.name]));
  const { now, recentSteps = [], finishing = [] } = saved;
  const fresh = newState(now, rules.length);
  const { ringing = fresh.ringing, held = fresh.held, ongoing = fresh.ongoing, lastRingCause = fresh.lastRingCause } = saved;
  const { absenceEnded = null, lastEventTime = fresh.lastEventTime, formerPlans = fresh.formerPlans, movedMs = 0 } = saved;
  // The undo of another version of a rule is useless.
  const areStepsUsable = allFit(rules, saved);
  return {
    now,
    states: slots.map((slot) => slot?.state),
    wakeTimes: slots.map((slot) => slot?.wakeAt ?? never),
    disabledReasons: disabledReasonsOf(slots),
    // May be the timer of a rule that has no state now: then a tick finds nothing due.
    wakeAt: saved.wakeAt ?? null,
    ringing,
    held,
    ongoing,
    lastRingCause,
    absenceEnded,
    recentSteps: areStepsUsable
      ? recentSteps.map(({ time, reading, undo, ongoing }) => ({ time, reading, undo: undoOf(rules, undo, placeOf), ongoing }))
      : [],
    recentStepsFrom: areStepsUsable ? (saved.recentStepsFrom ?? lastEventTime) : lastEventTime,
    lastEventTime,
    finishing: finishing.map(placeOf).filter((place) => place >= 0),
    plan: null,
    formerPlans,
    movedMs,
  };
}

/** None where another version of the rule saved it. */
const slotOf = (rule: Rule, saved: SavedSlot | null | undefined): RuleSlot | undefined =>
  saved?.version === rule.version ? { state: saved.state, wakeAt: saved.wakeAt ?? never, disabledReason: saved.disabledReason } : undefined;

function allFit(rules: readonly Rule[], saved: Saved): boolean {
  const hasVersion = (name: string, slot: SavedSlot | null): boolean => {
    const rule = rules.find((one) => one.name === name);
    return rule === undefined || slot === null || slot.version === rule.version;
  };
  const allHaveVersion = (slots: Record<string, SavedSlot | null>): boolean =>
    Object.entries(slots).every(([name, slot]) => hasVersion(name, slot));
  return allHaveVersion(saved.rules) && (saved.recentSteps ?? []).every(({ undo }) => allHaveVersion(undo));
}

/** Without the rules that the catalogue no longer has. */
function undoOf(rules: readonly Rule[], undo: Record<string, SavedSlot | null>, placeOf: (name: string) => number): StepUndo | null {
  return Object.entries(undo).reduceRight<StepUndo | null>((next, [name, saved]) => {
    const place = placeOf(name);
    const rule = rules[place];
    if (rule === undefined) return next;
    const { state, wakeAt = never, disabledReason } = slotOf(rule, saved) ?? ({} as Partial<RuleSlot>);
    return { place, state, wakeAt, disabledReason, next };
  }, null);
}

function disabledReasonsOf(slots: readonly (RuleSlot | undefined)[]): HomeState["disabledReasons"] {
  const reasons = Object.fromEntries(
    slots.flatMap((slot, place) => (slot?.disabledReason === undefined ? [] : [[place, slot.disabledReason]])),
  );
  return Object.keys(reasons).length === 0 ? null : reasons;
}

function undoList(undo: StepUndo | null): StepUndo[] {
  const all: StepUndo[] = [];
  for (let one = undo; one !== null; one = one.next) all.push(one);
  return all;
}

/** Checked by hand and not by a schema, because recovery reads a hundred thousand of them. */
function readJson(json: string): Saved | null {
  const saved = JSON.parse(json) as Partial<Saved> | null;
  if (!isRecord(saved) || typeof saved.now !== "number" || !isRecord(saved.rules) || !Object.values(saved.rules).every(isSlot)) return null;
  const { ringing, held, ongoing, lastRingCause, recentSteps, finishing, formerPlans } = saved;
  const isValid =
    [ringing, held, ongoing, lastRingCause].every((one) => one === undefined || isRecord(one)) &&
    [recentSteps, finishing, formerPlans].every((one) => one === undefined || Array.isArray(one));
  return isValid ? (saved as Saved) : null;
}

const isRecord = (value: unknown): value is object => typeof value === "object" && value !== null && !Array.isArray(value);

const isSlot = (slot: Partial<SavedSlot> | null): boolean =>
  typeof slot === "object" &&
  slot !== null &&
  Number.isInteger(slot.version) &&
  "state" in slot &&
  (slot.wakeAt === null || typeof slot.wakeAt === "number");
