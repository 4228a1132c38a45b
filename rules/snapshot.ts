import { z } from "zod";
import type { Decided } from "#domain/decision.ts";
import type { Reading } from "#domain/reading.ts";
import { type HomeState, type Mark, newState, type RuleSlot, type Rung, type Slots } from "./homeState.ts";
import type { Rule } from "./rule.ts";

const slot = z.object({ version: z.number().int(), state: z.unknown(), wakeAt: z.number().nullable(), failed: z.string().optional() });
type SavedSlot = z.infer<typeof slot>;
const savedState = z.object({
  now: z.number(),
  /** By the rule's name. */
  rules: z.record(z.string(), slot),
  rung: z.record(z.string(), z.custom<Rung>()).default({}),
  muted: z.record(z.string(), z.custom<Decided>()).default({}),
  absenceEnded: z.string().nullable().default(null),
  seen: z.number().default(newState(0).seen),
  markedFrom: z.number().optional(),
  /** `before` holds what was otherwise than after the step; null for no slot. */
  marks: z
    .array(z.object({ time: z.number(), reading: z.custom<Reading>().nullable(), before: z.record(z.string(), slot.nullable()) }))
    .default([]),
  leaving: z.array(z.string()).default([]),
});

/** A home's state as JSON, rules by their names and versions. */
export function saveState(rules: readonly Rule[], state: HomeState): string {
  const named = (place: number, { state, wakeAt, failed }: RuleSlot): SavedSlot => ({
    version: rules[place]?.version ?? 0,
    state,
    wakeAt,
    ...(failed === undefined ? {} : { failed }),
  });
  const saved: z.infer<typeof savedState> = {
    now: state.now,
    rules: Object.fromEntries(state.slots.flatMap((one, place) => (one === undefined ? [] : [[nameOf(rules, place), named(place, one)]]))),
    rung: state.rung,
    muted: state.muted,
    absenceEnded: state.absenceEnded,
    seen: state.seen,
    markedFrom: state.markedFrom,
    marks: [],
    leaving: state.leaving.map((place) => nameOf(rules, place)),
  };
  let after: Slots = state.slots;
  for (const { time, reading, before } of state.marks.toReversed()) {
    const changed: Record<string, SavedSlot | null> = {};
    for (const place of rules.keys()) {
      const was = before[place];
      if (was !== after[place]) changed[nameOf(rules, place)] = was === undefined ? null : named(place, was);
    }
    saved.marks.unshift({ time, reading, before: changed });
    after = before;
  }
  return JSON.stringify(saved);
}

/**
 * Null when it cannot be read, so that the shell begins anew and rebuilds from readings. A rule that is not there, or of
 * another version, has no standing: `rebuildsFrom` asks for what it needs. Give the state to `refit` first.
 */
export function loadState(rules: readonly Rule[], json: string): HomeState | null {
  const saved = readJson(json);
  if (saved === null) return null;
  const placeOf = new Map(rules.map((rule, place) => [rule.name, place]));
  let whole = true;
  const fitting = (place: number, { version, state, wakeAt, failed }: SavedSlot): RuleSlot | undefined => {
    if (version !== rules[place]?.version) {
      whole = false;
      return undefined;
    }
    return failed === undefined ? { state, wakeAt } : { state, wakeAt, failed };
  };
  const slots: (RuleSlot | undefined)[] = rules.map((rule, place) => {
    const one = saved.rules[rule.name];
    return one === undefined ? undefined : fitting(place, one);
  });
  const marks: Mark[] = [];
  let after: Slots = slots;
  for (const { time, reading, before } of saved.marks.toReversed()) {
    const was = after.slice();
    for (const [name, one] of Object.entries(before)) {
      const place = placeOf.get(name);
      if (place !== undefined) was[place] = one === null ? undefined : fitting(place, one);
    }
    marks.unshift({ time, reading, before: was });
    after = was;
  }
  const { now, rung, muted, absenceEnded, seen } = saved;
  return {
    now,
    slots,
    wakeAt: slots.reduce<number | null>(
      (first, one) => (one?.wakeAt == null ? first : Math.min(first ?? Number.POSITIVE_INFINITY, one.wakeAt)),
      null,
    ),
    rung,
    muted,
    absenceEnded,
    marks: whole ? marks : [],
    markedFrom: whole ? (saved.markedFrom ?? seen) : seen,
    seen,
    leaving: saved.leaving.flatMap((name) => placeOf.get(name) ?? []),
  };
}

const nameOf = (rules: readonly Rule[], place: number): string => rules[place]?.name ?? "";

function readJson(json: string): z.infer<typeof savedState> | null {
  try {
    return savedState.safeParse(JSON.parse(json)).data ?? null;
  } catch {
    return null;
  }
}
