import type { z } from "zod";
import { type Plan, plan } from "#domain/plan.ts";
import { overlappingWindows, type PlanWindow, windowMinutes } from "#domain/time/planWindow.ts";
import { type Weekday, weekdays } from "#domain/time/wallClock.ts";
import { windowNames } from "../engine/step/ruleSet.ts";
import { inactivity, leastDayMinutes } from "../living/inactivity.ts";
import type { Rule } from "../rule.ts";
import { durationText } from "../timeText.ts";
import { type PlanParts, readPlanParts } from "./planParts.ts";

/** One thing that is wrong with a plan, and where: path "rules.bedExit.exitMinutes", message "write 240 or less". */
export interface PlanFault {
  path: string;
  message: string;
}

export type PlanReadResult = { ok: true; plan: Plan } | { ok: false; faults: PlanFault[] };

/**
 * Reads a plan from unchecked input: its shape, its rules and their settings, its windows and dates. It names every fault in one
 * answer, so each part is checked even if another part is wrong. A fault that only follows from another is left out.
 *
 * Example: `{ name: "", rules: { kettle: {}, bedExit: { windows: ["nite"] } }, windows: [{ name: "night", from: "25:00", to: "07:00" }] }`
 * gives the faults `name`, `rules.kettle`, `rules.bedExit.windows.0` and `windows.0.from`.
 */
export function readPlan(rules: readonly Rule[], input: unknown): PlanReadResult {
  const shaped = plan.safeParse(input, plainMessages);
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

function ruleFaults(rules: readonly Rule[], name: string, settings: Record<string, unknown> | null, parts: PlanParts): PlanFault[] {
  const rule = rules.find((one) => one.name === name);
  const path = `rules.${name}`;
  if (rule === undefined) return [{ path, message: `there is no rule ${name}; the rules are ${rules.map((one) => one.name).join(", ")}` }];
  if (settings === null) return [];
  const parsed = rule.settings.safeParse(settings, plainMessages);
  const faults = parsed.success ? [] : faultsOf(parsed.error, path, settings);
  const least = parsed.success ? (rule.leastWindowMinutes?.(parsed.data) ?? null) : null;
  const windows = windowNames(parsed.success ? parsed.data : settings);
  if (name === inactivity.name) faults.push(...dayFaults(`${path}.windows`, parsed.success ? parsed.data : settings, parts));
  if (least !== null && windows.length === 0)
    faults.push({ path: `${path}.windows`, message: "name at least one window: without one this rule never raises an alarm" });
  for (const [place, window] of windows.entries()) {
    const at = `${path}.windows.${place}`;
    const tooShort = least === null ? undefined : shortWindow(parts.windows, window, least);
    if (parts.windowNames?.has(window) === false) faults.push({ path: at, message: `the plan has no window ${window}` });
    else if (tooShort !== undefined)
      faults.push({
        path: at,
        message: `the window ${window} lasts ${durationText(windowMinutes(tooShort) * 60_000)}: too short for this rule to raise an alarm`,
      });
    else if (watchesOnlyInWindows(rule) && hasNoDay(parts, window))
      faults.push({ path: at, message: `the window ${window} is on no day between the plan's start and its end` });
  }
  return faults;
}

/** A window of that name that is too short for a rule. Two windows of one name that meet count as one long one. */
function shortWindow(all: readonly (PlanWindow | null)[], name: string, leastMinutes: number): PlanWindow | undefined {
  const named = all.filter((one): one is PlanWindow => one?.name === name);
  const meets = ({ from, to }: PlanWindow): boolean => named.some((one) => one.from === to || one.to === from);
  return named.find((one) => windowMinutes(one) <= leastMinutes && !meets(one));
}

/** For `inactivity`, which counts the hours outside its windows: with few such hours a day it would raise its alarm only after weeks. */
function dayFaults(path: string, settings: unknown, { windows }: PlanParts): PlanFault[] {
  const names = windowNames(settings);
  const night = windows.filter((one) => one !== null && names.includes(one.name)) as PlanWindow[];
  const nightMinutes = night.reduce((sum, one) => sum + windowMinutes(one) * new Set(one.days).size, 0) / 7;
  const dayMinutes = Math.floor(24 * 60 - nightMinutes);
  if (dayMinutes >= leastDayMinutes) return [];
  if (dayMinutes <= 0)
    return [{ path, message: "shorten the windows: they cover the whole day, and this rule counts only the time outside them" }];
  const [left, least] = [dayMinutes, leastDayMinutes].map((minutes) => durationText(minutes * 60_000));
  return [{ path, message: `shorten the windows: they leave ${left} a day, and this rule needs at least ${least} outside them` }];
}

/** Other rules also watch outside their windows; a rule whose default is no window watches always. */
const watchesOnlyInWindows = (rule: Rule): boolean =>
  rule.leastWindowMinutes !== undefined || windowNames(rule.settings.parse({})).length === 0;

/** Whether a window is on none of the few days of a plan, by its day of the week. One that begins on the evening before the first day counts. */
function hasNoDay({ windows, dates: { starts, ends } }: PlanParts, name: string): boolean {
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
  if (starts !== null && ends !== null && ends < starts) faults.push({ path: "ends", message: "the end must not be before the start" });
  if (starts !== null && review !== null && review < starts)
    faults.push({ path: "review", message: "the review must not be before the start" });
  if (ends !== null && review !== null && review > ends) faults.push({ path: "review", message: "the review must not be after the end" });
  return faults;
}

/** `settings` are the ones that were written. Where two disagree and only one was written, the fault has the path of that one. */
const faultsOf = (error: z.ZodError, under: string, settings: Record<string, unknown> = {}): PlanFault[] =>
  error.issues.flatMap((issue) => {
    const otherPath = issue.code === "custom" ? issue.params?.otherPath : undefined;
    const where = typeof otherPath === "string" && !Object.hasOwn(settings, String(issue.path[0])) ? [otherPath] : issue.path;
    const path = [under, ...where].filter((part) => part !== "").join(".");
    if (issue.code === "unrecognized_keys")
      return issue.keys.map((key) => ({ path: [path, key].filter(Boolean).join("."), message: "remove this: it is unknown" }));
    return [{ path, message: issue.code === "invalid_type" && issue.input === undefined ? "this is missing" : issue.message }];
  });

/** Faults in the words of a person who writes a plan as a file. The messages of zod itself are for programmers. */
const plainMessages: z.core.ParseContext<z.core.$ZodIssue> = {
  reportInput: true,
  error: (issue) => {
    if (issue.code === "invalid_type") return kinds[issue.expected] === undefined ? undefined : `write ${kinds[issue.expected]}`;
    if (issue.code === "invalid_value") return `write one of ${issue.values.join(", ")}`;
    if (issue.code === "too_big" && isNumber(issue.origin)) return `write ${issue.maximum} or less`;
    if (issue.code === "too_small" && isNumber(issue.origin)) return `write ${issue.minimum} or more`;
    return undefined;
  },
};

const isNumber = (origin: string): boolean => origin === "number" || origin === "int";

const kinds: Record<string, string> = {
  object: "an object ({ … })",
  record: "an object ({ … })",
  array: "a list ([ … ])",
  string: "text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
};
