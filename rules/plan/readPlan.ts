import type { z } from "zod";
import { type Plan, plan } from "#domain/plan.ts";
import { overlappingWindows, type PlanWindow, windowMinutes } from "#domain/time/planWindow.ts";
import { type Weekday, weekdays } from "#domain/time/wallClock.ts";
import { windowNames } from "../engine/ruleSet.ts";
import { inactivity, leastDayMinutes } from "../living/inactivity.ts";
import type { Rule } from "../rule.ts";
import { durationText } from "../timeText.ts";
import { type PlanParts, readPlanParts } from "./planParts.ts";

/** One thing wrong with a plan, and where: `rules.bedExit.exitMinutes`. */
export interface PlanFault {
  path: string;
  message: string;
}

export type PlanReadResult = { ok: true; plan: Plan } | { ok: false; faults: PlanFault[] };

/**
 * Reads a plan from foreign input: its shape, its rules and their settings, its windows and dates. Names every fault: what can be
 * read is looked at, whatever is wrong beside it.
 */
export function readPlan(rules: readonly Rule[], input: unknown): PlanReadResult {
  const shaped = plan.safeParse(input, inWords);
  const parts = readPlanParts(input);
  const faults = [
    ...(shaped.success ? [] : faultsOf(shaped.error, "")),
    ...parts.rules.flatMap(([name, given]) => ruleFaults(rules, name, given, parts)),
    ...suspensionFaults(rules, parts),
    ...windowFaults(parts),
    ...dateFaults(parts),
  ];
  return shaped.success && faults.length === 0 ? { ok: true, plan: shaped.data } : { ok: false, faults };
}

function ruleFaults(rules: readonly Rule[], name: string, given: Record<string, unknown> | null, parts: PlanParts): PlanFault[] {
  const rule = rules.find((one) => one.name === name);
  const path = `rules.${name}`;
  if (rule === undefined) return [{ path, message: `there is no rule ${name}; the rules are ${rules.map((one) => one.name).join(", ")}` }];
  if (given === null) return [];
  const parsed = rule.settings.safeParse(given, inWords);
  const faults = parsed.success ? [] : faultsOf(parsed.error, path, given);
  const least = parsed.success ? (rule.leastWindowMinutes?.(parsed.data) ?? null) : null;
  const windows = windowNames(parsed.success ? parsed.data : given);
  if (name === inactivity.name) faults.push(...dayFaults(`${path}.windows`, parsed.success ? parsed.data : given, parts));
  if (least !== null && windows.length === 0) faults.push({ path: `${path}.windows`, message: "names no window, so it can never ring" });
  for (const [place, window] of windows.entries()) {
    const at = `${path}.windows.${place}`;
    const tooShort = least === null ? undefined : shortWindow(parts.windows, window, least);
    if (parts.windowNames?.has(window) === false) faults.push({ path: at, message: `the plan has no window ${window}` });
    else if (tooShort !== undefined)
      faults.push({ path: at, message: `can never ring in the window ${window} of ${durationText(windowMinutes(tooShort) * 60_000)}` });
    else if (watchesInWindowsAlone(rule) && neverComes(parts, window))
      faults.push({ path: at, message: `the window ${window} does not come between the plan's start and its end` });
  }
  return faults;
}

/** One of that name that ends before a rule could ring in it; none that meets another of the name, for the two are one. */
function shortWindow(all: readonly (PlanWindow | null)[], name: string, leastMinutes: number): PlanWindow | undefined {
  const named = all.filter((one): one is PlanWindow => one?.name === name);
  const meets = ({ from, to }: PlanWindow): boolean => named.some((one) => one.from === to || one.to === from);
  return named.find((one) => windowMinutes(one) <= leastMinutes && !meets(one));
}

/** Of a rule that rests in its windows: what they leave is the day, and with next to none of it the rule would ring after weeks. */
function dayFaults(path: string, settings: unknown, { windows }: PlanParts): PlanFault[] {
  const names = windowNames(settings);
  const night = windows.filter((one) => one !== null && names.includes(one.name)) as PlanWindow[];
  const nightMinutes = night.reduce((sum, one) => sum + windowMinutes(one) * new Set(one.days).size, 0) / 7;
  const dayMinutes = Math.floor(24 * 60 - nightMinutes);
  if (dayMinutes >= leastDayMinutes) return [];
  if (dayMinutes <= 0) return [{ path, message: "leave no time of day in which it counts" }];
  const [left, least] = [dayMinutes, leastDayMinutes].map((minutes) => durationText(minutes * 60_000));
  return [{ path, message: `leave ${left} of day in 24 h; it wants ${least}` }];
}

/** Others know what to do outside their windows too; where none is the usual, it means always. */
const watchesInWindowsAlone = (rule: Rule): boolean =>
  rule.leastWindowMinutes !== undefined || windowNames(rule.settings.parse({})).length === 0;

/** In a plan of a few days the window of another day of the week; one that begins the evening before the first day comes. */
function neverComes({ windows, dates: { starts, ends } }: PlanParts, name: string): boolean {
  if (starts === null || ends === null || ends < starts) return false;
  const first = Temporal.PlainDate.from(starts);
  const length = first.until(ends).days;
  if (length >= 6) return false;
  const named = windows.filter((one): one is PlanWindow => one?.name === name);
  const daysFrom = (from: number): (Weekday | undefined)[] =>
    Array.from({ length: length - from + 1 }, (_, n) => weekdays[first.add({ days: from + n }).dayOfWeek - 1]);
  const comes = ({ from, to, days }: PlanWindow): boolean => daysFrom(to <= from ? -1 : 0).some((day) => days.some((one) => one === day));
  return named.length > 0 && !named.some(comes);
}

function suspensionFaults(rules: readonly Rule[], { absenceSuspends }: PlanParts): PlanFault[] {
  return absenceSuspends.flatMap((name, place) => {
    if (name === null) return [];
    const rule = rules.find((one) => one.name === name);
    const path = `absenceSuspends.${place}`;
    if (rule === undefined) return [{ path, message: `there is no rule ${name}` }];
    return rule.guardsLife || rule.housekeeping ? [{ path, message: `${name} is never suspended` }] : [];
  });
}

function windowFaults({ windows }: PlanParts): PlanFault[] {
  const read = windows.flatMap((window, place) => (window === null ? [] : [{ window, place }]));
  return overlappingWindows(read.map(({ window }) => window)).map(([later, earlier]) => ({
    path: `windows.${read[later]?.place}`,
    message: `it overlaps with windows.${read[earlier]?.place} (${read[earlier]?.window.name})`,
  }));
}

function dateFaults({ dates: { starts, review, ends } }: PlanParts): PlanFault[] {
  const faults: PlanFault[] = [];
  if (starts !== null && ends !== null && ends < starts) faults.push({ path: "ends", message: "the end lies before the start" });
  if (starts !== null && review !== null && review < starts) faults.push({ path: "review", message: "the review lies before the start" });
  if (ends !== null && review !== null && review > ends) faults.push({ path: "review", message: "the review lies after the end" });
  return faults;
}

/** `given` are the settings in which they were found: of two that do not agree, one that was given is at fault. */
const faultsOf = (error: z.ZodError, under: string, given: Record<string, unknown> = {}): PlanFault[] =>
  error.issues.flatMap((issue) => {
    const besides = issue.code === "custom" ? issue.params?.besides : undefined;
    const where = typeof besides === "string" && !Object.hasOwn(given, String(issue.path[0])) ? [besides] : issue.path;
    const path = [under, ...where].filter((part) => part !== "").join(".");
    if (issue.code === "unrecognized_keys")
      return issue.keys.map((key) => ({ path: [path, key].filter(Boolean).join("."), message: "unknown" }));
    return [{ path, message: issue.code === "invalid_type" && issue.input === undefined ? "it is missing" : issue.message }];
  });

/** Of a value of another kind, in words of a person who writes a plan as a file; zod's own are a programmer's. */
const inWords: z.core.ParseContext<z.core.$ZodIssue> = {
  reportInput: true,
  error: (issue) => {
    const kind = issue.code === "invalid_type" ? kinds[issue.expected] : undefined;
    return kind === undefined ? undefined : `${kind} is expected`;
  },
};

const kinds: Record<string, string> = {
  object: "an object ({ … })",
  record: "an object ({ … })",
  array: "a list ([ … ])",
  string: "a text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
};
