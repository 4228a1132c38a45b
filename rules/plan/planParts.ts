import { type Plan, plan } from "#domain/plan.ts";
import type { PlanWindow } from "#domain/time/planWindow.ts";

/** A rule's settings as they were given, not yet the rule's own. */
type Given = Record<string, unknown>;

/** What can be read of a plan, each part by itself, so that one fault hides no other; what cannot is null, in its place. */
export interface PlanParts {
  rules: readonly (readonly [name: string, given: Given | null])[];
  windows: readonly (PlanWindow | null)[];
  /** Of windows whose name can be read, though perhaps not more; null where there is no list. */
  windowNames: ReadonlySet<string> | null;
  absenceSuspends: readonly (string | null)[];
  dates: Pick<Plan, "starts" | "review" | "ends">;
}

/** No plan has so many rules or windows, and nobody reads the faults of more. */
const most = 100;

export function readPlanParts(input: unknown): PlanParts {
  const given = isObject(input) ? input : {};
  const { starts, review, ends, windows, absenceSuspends } = plan.shape;
  const oneWindow = windows.unwrap().element;
  const oneSuspended = absenceSuspends.unwrap().element;
  const rules = Object.entries(isObject(given.rules) ? given.rules : {});
  const listed = given.windows === undefined ? [] : given.windows;
  return {
    rules: (rules.length > most ? [] : rules).map(([name, settings]) => [name, isObject(settings) ? settings : null] as const),
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

const listOf = (input: unknown): readonly unknown[] => (Array.isArray(input) ? input.slice(0, most) : []);
