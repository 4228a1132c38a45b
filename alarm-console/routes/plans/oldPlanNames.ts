/**
 * FOR ONE RELEASE: names in plans that were renamed, accepted in requests under the old name (CHANGELOG). Remove this file afterwards.
 * `under` is where in the plan the name is.
 */
const renames = [
  { under: ["route"], old: "notice", now: "info" },
  { under: ["route"], old: "gentle", now: "advisory" },
  { under: ["rules", "nightWandering"], old: "gentleAt", now: "advisoryAt" },
] as const;

/**
 * A plan from a request with its old names replaced. A plan that has both names is at fault.
 *
 * Example: `{ route: { gentle: "centre" } }` becomes `{ route: { advisory: "centre" } }`. `{ route: { gentle: "centre", advisory: "carer" } }`
 * gives a fault at `route.gentle`.
 */
export function replaceOldNames(given: unknown): { plan: unknown; faults: { path: string; message: string }[] } {
  const faults: { path: string; message: string }[] = [];
  let plan = given;
  for (const { under, old, now } of renames)
    plan = changedAt(plan, under, (container) => {
      if (!Object.hasOwn(container, old)) return container;
      const { [old]: value, ...rest } = container;
      if (!Object.hasOwn(container, now)) return { ...rest, [now]: value };
      faults.push({ path: [...under, old].join("."), message: `this is the old name of ${now}: send ${now} only` });
      return rest;
    });
  return { plan, faults };
}

/** A copy in which the object at a path is changed; the value itself where there is no object at the path. */
function changedAt(value: unknown, path: readonly string[], change: (container: Record<string, unknown>) => object): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  const container = value as Record<string, unknown>;
  const [step, ...rest] = path;
  if (step === undefined) return change(container);
  return Object.hasOwn(container, step) ? { ...container, [step]: changedAt(container[step], rest, change) } : container;
}
