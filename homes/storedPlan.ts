import type { Plan } from "#domain/plan.ts";
import { defaultPlan } from "#rules/plan/planTemplates.ts";
import { type PlanFault, readPlan } from "#rules/plan/readPlan.ts";
import type { Rule } from "#rules/rule.ts";

/** The readable part of a stored plan, and the parts that cannot be read. */
export interface StoredPlan {
  plan: Plan;
  unreadableParts: readonly PlanFault[];
}

/**
 * Reads a plan that was valid when it was stored. Since then a rule may have been removed, or the range of a setting narrowed. As little as
 * possible is left out, so that the rest of the plan still watches the home: first the setting, which gets the rule's default; then the rule;
 * then the window. If nothing readable is left, the home gets the basic plan.
 *
 * Example: `{ bedExit: { exitMinutes: 9999, capMinutes: 30 }, kettle: {} }`, where 240 minutes are the most and no rule is named kettle,
 * becomes `{ bedExit: { capMinutes: 30 } }`, and `unreadableParts` names `rules.bedExit.exitMinutes` and `rules.kettle`.
 */
export function readStored(rules: readonly Rule[], stored: unknown): StoredPlan {
  const unreadableParts: PlanFault[] = [];
  let left: unknown = stored;
  for (let tries = 0; tries < 20; tries += 1) {
    const read = readPlan(rules, left);
    if (read.ok) return { plan: read.plan, unreadableParts };
    const next = structuredClone(left);
    const removed = new Set<string>();
    for (const fault of read.faults) {
      if (!unreadableParts.some(({ path }) => path === fault.path)) unreadableParts.push(fault);
      removed.add(leaveOut(next, fault.path.split(".")));
    }
    if (removed.has("nothing")) break;
    left = compact(next);
  }
  return { plan: defaultPlan, unreadableParts };
}

/** Leaves out the value at a path, or the nearest value around it that exists. */
function leaveOut(plan: unknown, path: readonly string[]): "something" | "nothing" {
  // A rule's setting is left out whole, also if it is a list: half of a list would be another setting.
  for (let depth = path[0] === "rules" ? Math.min(path.length, 3) : path.length; depth > 0; depth -= 1) {
    const container = at(plan, path.slice(0, depth - 1));
    const key = path[depth - 1] ?? "";
    if (typeof container !== "object" || container === null || !Object.hasOwn(container, key)) continue;
    // An item of a list becomes null for now and is removed after all faults, because their paths count the items.
    if (Array.isArray(container)) container[Number(key)] = null;
    else delete (container as Record<string, unknown>)[key];
    return "something";
  }
  return "nothing";
}

const at = (from: unknown, path: readonly string[]): unknown =>
  path.reduce<unknown>((inside, key) => (inside as Record<string, unknown> | null | undefined)?.[key], from);

function compact(plan: unknown): unknown {
  if (typeof plan !== "object" || plan === null) return plan;
  return Object.fromEntries(
    Object.entries(plan).map(([key, value]) => [key, Array.isArray(value) ? value.filter((one) => one !== null) : value]),
  );
}
