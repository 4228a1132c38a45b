import type { Reading } from "#domain/reading.ts";
import type { Rule } from "../rule.ts";
import {
  type FormerPlan,
  type HeldAlarm,
  type HomeState,
  never,
  newState,
  type OngoingEpisodes,
  type RecentStep,
  type RingingEpisode,
  type RuleSlot,
  type StepUndo,
  slotAt,
} from "./homeState.ts";

interface SavedSlot extends Omit<RuleSlot, "wakeAt"> {
  version: number;
  wakeAt: number | null;
}

/** A home's state as JSON, rules by their names. */
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
  /** `undo` by the rule's name; null for no slot. */
  recentSteps?: { time: number; reading: Reading | null; undo: Record<string, SavedSlot | null>; ongoing: OngoingEpisodes }[];
  finishing?: string[];
  formerPlans?: readonly FormerPlan[];
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
    undo: Object.fromEntries(each(undo).map((one) => [nameOf(one.place), one.state === undefined ? null : named(one.place, one)])),
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
  };
  return JSON.stringify(saved);
}

/**
 * Null when it cannot be read, so that the shell begins anew and rebuilds from readings. A rule that is not there, or of
 * another version, has no standing: `rebuildsFrom` asks for what it needs. Give the state to `refit` first.
 */
export function loadState(rules: readonly Rule[], json: string): HomeState | null {
  try {
    const saved = readJson(json);
    return saved === null ? null : fitted(rules, saved);
  } catch {
    return null;
  }
}

function fitted(rules: readonly Rule[], saved: Saved): HomeState {
  let whole = true;
  const fitting = (rule: Rule, { version, state, wakeAt, disabledReason }: SavedSlot): RuleSlot | undefined => {
    if (version === rule.version) return { state, wakeAt: wakeAt ?? never, disabledReason };
    whole = false;
    return undefined;
  };
  const slots = rules.map((rule) => {
    const one = saved.rules[rule.name];
    return one === undefined ? undefined : fitting(rule, one);
  });
  const placeOf = (name: string): number => rules.findIndex((rule) => rule.name === name);
  const recentSteps = (saved.recentSteps ?? []).map(
    ({ time, reading, undo, ongoing }): RecentStep => ({
      time,
      reading,
      ongoing,
      undo: Object.entries(undo).reduceRight<StepUndo | null>((next, [name, slot]) => {
        const place = placeOf(name);
        const rule = rules[place];
        if (rule === undefined) return next;
        const {
          state,
          wakeAt = never,
          disabledReason,
        } = slot === null ? ({} as Partial<RuleSlot>) : (fitting(rule, slot) ?? ({} as Partial<RuleSlot>));
        return { place, state, wakeAt, disabledReason, next };
      }, null),
    }),
  );
  const fresh = newState(saved.now, rules.length);
  const {
    ringing = fresh.ringing,
    held = fresh.held,
    ongoing = fresh.ongoing,
    lastRingCause = fresh.lastRingCause,
    absenceEnded = null,
    lastEventTime = fresh.lastEventTime,
    recentStepsFrom = lastEventTime,
    finishing = [],
    formerPlans = fresh.formerPlans,
  } = saved;
  return {
    now: saved.now,
    states: slots.map((slot) => slot?.state),
    wakeTimes: slots.map((slot) => slot?.wakeAt ?? never),
    disabledReasons: failedOf(slots),
    // Of a rule that has no standing now it may be early, which costs a look.
    wakeAt: saved.wakeAt ?? null,
    ringing,
    held,
    ongoing,
    lastRingCause,
    absenceEnded,
    // Steps of a rule that has another version now cannot be taken back.
    recentSteps: whole ? recentSteps : [],
    recentStepsFrom: whole ? recentStepsFrom : lastEventTime,
    lastEventTime,
    finishing: finishing.map(placeOf).filter((place) => place >= 0),
    plan: null,
    formerPlans,
  };
}

function failedOf(slots: readonly (RuleSlot | undefined)[]): HomeState["disabledReasons"] {
  const failed = Object.fromEntries(
    slots.flatMap((slot, place) => (slot?.disabledReason === undefined ? [] : [[place, slot.disabledReason]])),
  );
  return Object.keys(failed).length === 0 ? null : failed;
}

function each(undo: StepUndo | null): StepUndo[] {
  const all: StepUndo[] = [];
  for (let one = undo; one !== null; one = one.next) all.push(one);
  return all;
}

/** By hand rather than by a schema: a hundred thousand of them stand between a crash and the next press. */
function readJson(json: string): Saved | null {
  const saved = JSON.parse(json) as Partial<Saved> | null;
  if (!isRecord(saved) || typeof saved.now !== "number" || !isRecord(saved.rules) || !Object.values(saved.rules).every(isSlot)) return null;
  const { ringing, held, ongoing, lastRingCause, recentSteps, finishing, formerPlans } = saved;
  const whole =
    [ringing, held, ongoing, lastRingCause].every((one) => one === undefined || isRecord(one)) &&
    [recentSteps, finishing, formerPlans].every((one) => one === undefined || Array.isArray(one));
  return whole ? (saved as Saved) : null;
}

const isRecord = (value: unknown): value is object => typeof value === "object" && value !== null && !Array.isArray(value);

const isSlot = (slot: Partial<SavedSlot> | null): boolean =>
  typeof slot === "object" &&
  slot !== null &&
  Number.isInteger(slot.version) &&
  "state" in slot &&
  (slot.wakeAt === null || typeof slot.wakeAt === "number");
