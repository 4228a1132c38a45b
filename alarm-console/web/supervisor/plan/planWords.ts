import type { Priority } from "#domain/alarm.ts";
import type { Plan, PlanTemplate } from "#domain/plan.ts";
import type { PlanWindow } from "#domain/time/planWindow.ts";
import { type Weekday, weekdays } from "#domain/time/wallClock.ts";
import type { Setting } from "./planApi.ts";

export const priorityTitles: Readonly<Record<Priority, string>> = {
  critical: "Critical",
  urgent: "Urgent",
  advisory: "Advisory",
  info: "Info",
};
export const firstResponderWords: Readonly<Record<Plan["route"]["advisory"], string>> = { carer: "family carer", centre: "this centre" };
export const templateTitles: Readonly<Record<PlanTemplate, string>> = {
  basic: "Basic",
  dementia: "Living with dementia",
  falls: "Falls risk",
  hospital: "Home from hospital",
};
export const dayTitles: Readonly<Record<Weekday, string>> = {
  mon: "Mon",
  tue: "Tue",
  wed: "Wed",
  thu: "Thu",
  fri: "Fri",
  sat: "Sat",
  sun: "Sun",
};

/** "every day", "Mon to Fri", "Sat, Sun". */
export function daysWords(days: readonly Weekday[]): string {
  const places = weekdays.flatMap((day, place) => (days.includes(day) ? [place] : []));
  if (places.length === 7) return "every day";
  const first = places[0] ?? 0;
  const last = places.at(-1) ?? 0;
  const name = (place: number) => dayTitles[weekdays[place] as Weekday];
  if (places.length > 2 && last - first === places.length - 1) return `${name(first)} to ${name(last)}`;
  return places.map(name).join(", ");
}

/** "night, 22:00 to 07:00, every day". */
export const windowWords = ({ name, from, to, days }: PlanWindow): string => `${name}, ${from} to ${to}, ${daysWords(days)}`;

const none = { starts: "at once", review: "never", ends: "never" } as const;
const day = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" });

/** "24 Nov 2026"; "never" where there is none. Of what was written and is no date the service says so. */
export function dateWords(date: string | null, which: keyof typeof none): string {
  if (date === null) return none[which];
  const at = Date.parse(`${date}T00:00:00Z`);
  return Number.isNaN(at) ? "no date" : day.format(at);
}

/** A value with its unit, as a sentence would say it. */
export function valueWords(value: unknown, setting: Pick<Setting, "unit" | "type">): string {
  if (Array.isArray(value)) return value.length === 0 ? "none" : value.join(", ");
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (value === "" || value === null || value === undefined) return "nothing";
  const said = typeof value === "string" ? choiceWords(value) : String(value).replace("-", "−");
  return setting.unit === null || setting.type === "time" ? said : `${said} ${setting.unit}`;
}

/** "outOfBed" as "out of bed". */
export const choiceWords = (choice: string): string =>
  /^[a-z]+([A-Z][a-z]*)+$/.test(choice) ? choice.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`) : choice;

/** "1 to 240 minutes", or null where nothing bounds it. */
export function rangeWords({ minimum, maximum, unit }: Setting): string | null {
  const of = unit === null ? "" : ` ${unit}`;
  const say = (value: number) => String(value).replace("-", "−");
  if (minimum !== null && maximum !== null) return `${say(minimum)} to ${say(maximum)}${of}`;
  if (minimum !== null) return `at least ${say(minimum)}${of}`;
  return maximum === null ? null : `at most ${say(maximum)}${of}`;
}
