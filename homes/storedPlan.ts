import type { Plan } from "#domain/plan.ts";
import { defaultPlan } from "#rules/plan/planTemplates.ts";
import { type PlanFault, readPlan } from "#rules/plan/readPlan.ts";
import type { Rule } from "#rules/rule.ts";

/** A plan as it was stored, as far as it can be read today, and what of it cannot. */
export interface StoredPlan {
  plan: Plan;
  unread: readonly PlanFault[];
}

/**
 * Reads a plan that was valid when it was stored. Rules change after that: one is taken out, a range is narrowed. What can
 * no longer be read is left out, the least of it that will do, so that all the rest goes on guarding: a setting falls back
 * to the rule's default, then the rule goes, then the window. Where nothing helps, the plan of a home that has none.
 */
export function readStored(rules: readonly Rule[], stored: unknown): StoredPlan {
  const unread: PlanFault[] = [];
  let left: unknown = stored;
  for (let tries = 0; tries < 20; tries += 1) {
    const read = readPlan(rules, left);
    if (read.ok) return { plan: read.plan, unread };
    const next = structuredClone(left);
    const given = new Set<string>();
    for (const fault of read.faults) {
      if (!unread.some(({ path }) => path === fault.path)) unread.push(fault);
      given.add(leaveOut(next, fault.path.split(".")));
    }
    if (given.has("nothing")) break;
    left = compact(next);
  }
  return { plan: defaultPlan, unread };
}

/** Leaves out what a path leads to, or the nearest thing around it that is there. */
function leaveOut(plan: unknown, path: readonly string[]): "something" | "nothing" {
  // Of a list in a rule's settings the whole setting goes: half a list is another setting, not a part of this one.
  for (let depth = path[0] === "rules" ? Math.min(path.length, 3) : path.length; depth > 0; depth -= 1) {
    const holder = at(plan, path.slice(0, depth - 1));
    const key = path[depth - 1] ?? "";
    if (typeof holder !== "object" || holder === null || !Object.hasOwn(holder, key)) continue;
    // A place in a list is emptied now and closed up after all faults were gone through, for the others name places too.
    if (Array.isArray(holder)) holder[Number(key)] = null;
    else delete (holder as Record<string, unknown>)[key];
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
