import type { Reading } from "#domain/reading.ts";
import type { Rule } from "../rule.ts";
import {
  type FormerPlan,
  type HomeState,
  type Kept,
  type Mark,
  never,
  newState,
  type Ongoing,
  type RuleSlot,
  type Rung,
  slotAt,
  type Undo,
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
  rung?: Record<string, Rung>;
  kept?: Record<string, Kept>;
  ongoing?: Ongoing;
  rangBy?: Record<string, string>;
  absenceEnded?: string | null;
  seen?: number;
  markedFrom?: number;
  /** `undo` by the rule's name; null for no slot. */
  marks?: { time: number; reading: Reading | null; undo: Record<string, SavedSlot | null>; ongoing: Ongoing }[];
  leaving?: string[];
  former?: readonly FormerPlan[];
}

export function saveState(rules: readonly Rule[], state: HomeState): string {
  const named = (place: number, { state, wakeAt, failed }: RuleSlot): SavedSlot => ({
    version: rules[place]?.version ?? 0,
    state,
    wakeAt: wakeAt === never ? null : wakeAt,
    ...(failed === undefined ? {} : { failed }),
  });
  const nameOf = (place: number): string => rules[place]?.name ?? "";
  const marks = state.marks.map(({ time, reading, undo, ongoing }) => ({
    time,
    reading,
    ongoing,
    undo: Object.fromEntries(each(undo).map((one) => [nameOf(one.place), one.state === undefined ? null : named(one.place, one)])),
  }));
  const { now, rung, kept, ongoing, rangBy, absenceEnded, seen, markedFrom } = state;
  const saved: Saved = {
    now,
    wakeAt: state.wakeAt,
    rules: Object.fromEntries(
      rules.flatMap(({ name }, place) => {
        const slot = slotAt(state, place);
        return slot === undefined ? [] : [[name, named(place, slot)]];
      }),
    ),
    rung,
    kept,
    ongoing,
    rangBy,
    absenceEnded,
    seen,
    markedFrom,
    marks,
    leaving: state.leaving.map(nameOf),
    ...(state.former.length === 0 ? {} : { former: state.former }),
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
  const fitting = (rule: Rule, { version, state, wakeAt, failed }: SavedSlot): RuleSlot | undefined => {
    if (version === rule.version) return { state, wakeAt: wakeAt ?? never, failed };
    whole = false;
    return undefined;
  };
  const slots = rules.map((rule) => {
    const one = saved.rules[rule.name];
    return one === undefined ? undefined : fitting(rule, one);
  });
  const placeOf = (name: string): number => rules.findIndex((rule) => rule.name === name);
  const marks = (saved.marks ?? []).map(
    ({ time, reading, undo, ongoing }): Mark => ({
      time,
      reading,
      ongoing,
      undo: Object.entries(undo).reduceRight<Undo | null>((next, [name, slot]) => {
        const place = placeOf(name);
        const rule = rules[place];
        if (rule === undefined) return next;
        const {
          state,
          wakeAt = never,
          failed,
        } = slot === null ? ({} as Partial<RuleSlot>) : (fitting(rule, slot) ?? ({} as Partial<RuleSlot>));
        return { place, state, wakeAt, failed, next };
      }, null),
    }),
  );
  const fresh = newState(saved.now, rules.length);
  const {
    rung = fresh.rung,
    kept = fresh.kept,
    ongoing = fresh.ongoing,
    rangBy = fresh.rangBy,
    absenceEnded = null,
    seen = fresh.seen,
    markedFrom = seen,
    leaving = [],
    former = fresh.former,
  } = saved;
  return {
    now: saved.now,
    states: slots.map((slot) => slot?.state),
    wakes: slots.map((slot) => slot?.wakeAt ?? never),
    failed: failedOf(slots),
    // Of a rule that has no standing now it may be early, which costs a look.
    wakeAt: saved.wakeAt ?? null,
    rung,
    kept,
    ongoing,
    rangBy,
    absenceEnded,
    // Steps of a rule that has another version now cannot be taken back.
    marks: whole ? marks : [],
    markedFrom: whole ? markedFrom : seen,
    seen,
    leaving: leaving.map(placeOf).filter((place) => place >= 0),
    plan: null,
    former,
  };
}

function failedOf(slots: readonly (RuleSlot | undefined)[]): HomeState["failed"] {
  const failed = Object.fromEntries(slots.flatMap((slot, place) => (slot?.failed === undefined ? [] : [[place, slot.failed]])));
  return Object.keys(failed).length === 0 ? null : failed;
}

function each(undo: Undo | null): Undo[] {
  const all: Undo[] = [];
  for (let one = undo; one !== null; one = one.next) all.push(one);
  return all;
}

/** By hand rather than by a schema: a hundred thousand of them stand between a crash and the next press. */
function readJson(json: string): Saved | null {
  const saved = JSON.parse(json) as Partial<Saved> | null;
  if (!isRecord(saved) || typeof saved.now !== "number" || !isRecord(saved.rules) || !Object.values(saved.rules).every(isSlot)) return null;
  const { rung, kept, ongoing, rangBy, marks, leaving, former } = saved;
  const whole =
    [rung, kept, ongoing, rangBy].every((one) => one === undefined || isRecord(one)) &&
    [marks, leaving, former].every((one) => one === undefined || Array.isArray(one));
  return whole ? (saved as Saved) : null;
}

const isRecord = (value: unknown): value is object => typeof value === "object" && value !== null && !Array.isArray(value);

const isSlot = (slot: Partial<SavedSlot> | null): boolean =>
  typeof slot === "object" &&
  slot !== null &&
  Number.isInteger(slot.version) &&
  "state" in slot &&
  (slot.wakeAt === null || typeof slot.wakeAt === "number");
