import type { Plan } from "#domain/plan.ts";
import type { Rule } from "../rule.ts";
import {
  beforeAnything,
  type HeldAlarm,
  type HomeState,
  never,
  newState,
  type OngoingEpisodes,
  type RingingEpisode,
  type RuleSlot,
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
  finishing?: string[];
  planSince?: number;
  formerPlan?: Plan | null;
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
  const { now, ringing, held, ongoing, lastRingCause, absenceEnded, lastEventTime } = state;
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
    finishing: state.finishing.map(nameOf),
    ...(state.planSince === beforeAnything ? {} : { planSince: state.planSince, formerPlan: state.formerPlan }),
    ...(state.movedMs === 0 ? {} : { movedMs: state.movedMs }),
  };
  return JSON.stringify(saved);
}

/**
 * Null for JSON that is not a saved state: the service then rebuilds the home from readings. A rule that is missing, or was saved by another
 * version, has no state; `rebuildsFrom` says which window it needs. Call `applyHomeChange` with `resumed` before any other step.
 *
 * Example. Saved: `{"now": 1763845200000, "rules": {"bedExit": {"version": 1, "state": {…}, "wakeAt": 1763846400000}}, …}`. If bedExit has
 * version 2 now, its slot is left out; everything else is as it was saved. Recent steps are not saved: after a restart an out-of-order
 * reading needs the journal.
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
  const { now, finishing = [] } = saved;
  const fresh = newState(now, rules.length);
  const { ringing = fresh.ringing, held = fresh.held, ongoing = fresh.ongoing, lastRingCause = fresh.lastRingCause } = saved;
  const { absenceEnded = null, lastEventTime = fresh.lastEventTime, planSince = fresh.planSince, formerPlan = null, movedMs = 0 } = saved;
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
    recentSteps: fresh.recentSteps,
    recentStepsFrom: lastEventTime,
    lastEventTime,
    finishing: finishing.map(placeOf).filter((place) => place >= 0),
    plan: null,
    planSince,
    formerPlan,
    movedMs,
  };
}

/** None where another version of the rule saved it. */
const slotOf = (rule: Rule, saved: SavedSlot | null | undefined): RuleSlot | undefined =>
  saved?.version === rule.version ? { state: saved.state, wakeAt: saved.wakeAt ?? never, disabledReason: saved.disabledReason } : undefined;

function disabledReasonsOf(slots: readonly (RuleSlot | undefined)[]): HomeState["disabledReasons"] {
  const reasons = Object.fromEntries(
    slots.flatMap((slot, place) => (slot?.disabledReason === undefined ? [] : [[place, slot.disabledReason]])),
  );
  return Object.keys(reasons).length === 0 ? null : reasons;
}

/** Checked by hand and not by a schema, because recovery reads a hundred thousand of them. */
function readJson(json: string): Saved | null {
  const saved = JSON.parse(json) as Partial<Saved> | null;
  if (!isRecord(saved) || typeof saved.now !== "number" || !isRecord(saved.rules) || !Object.values(saved.rules).every(isSlot)) return null;
  const { ringing, held, ongoing, lastRingCause, finishing } = saved;
  const isValid =
    [ringing, held, ongoing, lastRingCause].every((one) => one === undefined || isRecord(one)) &&
    (finishing === undefined || Array.isArray(finishing));
  return isValid ? (saved as Saved) : null;
}

const isRecord = (value: unknown): value is object => typeof value === "object" && value !== null && !Array.isArray(value);

const isSlot = (slot: Partial<SavedSlot> | null): boolean =>
  typeof slot === "object" &&
  slot !== null &&
  Number.isInteger(slot.version) &&
  "state" in slot &&
  (slot.wakeAt === null || typeof slot.wakeAt === "number");
