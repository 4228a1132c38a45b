import { type Plan, plan } from "#domain/plan.ts";
import type { PlanWindow } from "#domain/time/planWindow.ts";

/** The settings of a rule as they were written, not yet checked. */
type WrittenSettings = Record<string, unknown>;

/**
 * The parts of a plan, each read by itself, so that one fault hides no other. A part that cannot be read is null, in its place.
 * Example: windows `[{ name: "night", from: "25:00", to: "07:00" }, { name: "nap", from: "13:00", to: "14:00" }]` give `[null, the nap]`.
 */
export interface PlanParts {
  rules: readonly (readonly [name: string, settings: WrittenSettings | null])[];
  windows: readonly (PlanWindow | null)[];
  /** The names of windows, also of those that have another fault; null where there is no list. */
  windowNames: ReadonlySet<string> | null;
  absenceSuspends: readonly (string | null)[];
  dates: Pick<Plan, "starts" | "review" | "ends">;
}

/** More rules or windows than any plan has. It bounds the list of faults in an answer. */
const mostParts = 100;

export function readPlanParts(input: unknown): PlanParts {
  const given = isObject(input) ? input : {};
  const { starts, review, ends, windows, absenceSuspends } = plan.shape;
  const oneWindow = windows.unwrap().element;
  const oneSuspended = absenceSuspends.unwrap().element;
  const rules = Object.entries(isObject(given.rules) ? given.rules : {});
  const listed = given.windows === undefined ? [] : given.windows;
  return {
    rules: (rules.length > mostParts ? [] : rules).map(([name, settings]) => [name, isObject(settings) ? settings : null] as const),
    windows: listOf(listed).map((one) => readable(oneWindow, one)),
    windowNames: Array.isArray(listed) ? namesOf(listOf(listed), (one) => readable(oneWindow.shape.name, one)) : null,
    absenceSuspends: listOf(given.absenceSuspends).map((one) => readable(oneSuspended, one)),
    dates: {
      starts: readable(starts, given.starts),
      review: readable(review, given.review),
      ends: readable(ends, given.ends),
    },
  };
}

const namesOf = (windows: readonly unknown[], readName: (name: unknown) => string | null): Set<string> =>
  new Set(windows.flatMap((one) => (isObject(one) ? (readName(one.name) ?? []) : [])));

interface Schema<Read> {
  safeParse(input: unknown): { success: true; data: Read } | { success: false };
}

function readable<Read>(schema: Schema<Read>, input: unknown): Read | null {
  const read = schema.safeParse(input);
  return read.success ? read.data : null;
}

const isObject = (input: unknown): input is Record<string, unknown> => typeof input === "object" && input !== null && !Array.isArray(input);

const listOf = (input: unknown): readonly unknown[] => (Array.isArray(input) ? input.slice(0, mostParts) : []);
