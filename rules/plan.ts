import type { z } from "zod";
import { type Plan, plan } from "#domain/plan.ts";
import { overlappingWindows } from "#domain/planWindow.ts";
import { windowNames } from "./guard.ts";
import type { Rule } from "./rule.ts";

/** One thing wrong with a plan, and where: `rules.bedExit.exitMinutes`. */
export interface PlanFault {
  path: string;
  message: string;
}

export type PlanRead = { ok: true; plan: Plan } | { ok: false; faults: PlanFault[] };

/** Reads a plan from foreign input: its shape, its rules and their settings, its windows and dates. Names every fault. */
export function readPlan(rules: readonly Rule[], input: unknown): PlanRead {
  const shaped = plan.safeParse(input);
  if (!shaped.success) return { ok: false, faults: faultsOf(shaped.error, "") };
  const faults = [...ruleFaults(rules, shaped.data), ...windowFaults(shaped.data), ...dateFaults(shaped.data)];
  return faults.length > 0 ? { ok: false, faults } : { ok: true, plan: shaped.data };
}

function ruleFaults(rules: readonly Rule[], { rules: given, windows, absenceSuspends }: Plan): PlanFault[] {
  const byName = new Map(rules.map((rule) => [rule.name, rule]));
  const names = new Set(windows.map(({ name }) => name));
  const faults: PlanFault[] = [];
  for (const [name, settings] of Object.entries(given)) {
    const rule = byName.get(name);
    if (rule === undefined) {
      faults.push({ path: `rules.${name}`, message: `there is no rule ${name}; the rules are ${[...byName.keys()].join(", ")}` });
      continue;
    }
    const parsed = rule.settings.safeParse(settings);
    if (!parsed.success) faults.push(...faultsOf(parsed.error, `rules.${name}`));
    else
      for (const [place, window] of windowNames(parsed.data).entries())
        if (!names.has(window)) faults.push({ path: `rules.${name}.windows.${place}`, message: `the plan has no window ${window}` });
  }
  for (const [place, name] of absenceSuspends.entries()) {
    const rule = byName.get(name);
    if (rule === undefined) faults.push({ path: `absenceSuspends.${place}`, message: `there is no rule ${name}` });
    else if (rule.guardsLife || rule.housekeeping) faults.push({ path: `absenceSuspends.${place}`, message: `${name} is never suspended` });
  }
  return faults;
}

const windowFaults = ({ windows }: Plan): PlanFault[] =>
  overlappingWindows(windows).map(([later, earlier]) => ({
    path: `windows.${later}`,
    message: `it overlaps with windows.${earlier} (${windows[earlier]?.name})`,
  }));

function dateFaults({ starts, review, ends }: Plan): PlanFault[] {
  const faults: PlanFault[] = [];
  if (starts !== null && ends !== null && ends < starts) faults.push({ path: "ends", message: "a plan ends after it starts" });
  if (starts !== null && review !== null && review < starts) faults.push({ path: "review", message: "a plan is reviewed after it starts" });
  if (ends !== null && review !== null && review > ends) faults.push({ path: "review", message: "a plan is reviewed before it ends" });
  return faults;
}

const faultsOf = (error: z.ZodError, under: string): PlanFault[] =>
  error.issues.flatMap((issue) => {
    const path = [under, ...issue.path].filter((part) => part !== "").join(".");
    if (issue.code === "unrecognized_keys")
      return issue.keys.map((key) => ({ path: [path, key].filter(Boolean).join("."), message: "unknown" }));
    return [{ path, message: issue.message }];
  });
