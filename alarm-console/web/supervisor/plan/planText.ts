import type { Plan, PlanTemplate } from "#domain/plan.ts";
import type { PlanWindow } from "#domain/time/planWindow.ts";
import { type Weekday, weekdays } from "#domain/time/wallClock.ts";
import type { Setting } from "../../shared/plan/planApi.ts";

export const firstResponderTitles: Readonly<Record<Plan["route"]["advisory"], string>> = { carer: "Family carer", centre: "Centre" };
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
export function daysText(days: readonly Weekday[]): string {
  const places = weekdays.flatMap((day, place) => (days.includes(day) ? [place] : []));
  if (places.length === 7) return "every day";
  const first = places[0] ?? 0;
  const last = places.at(-1) ?? 0;
  const name = (place: number) => dayTitles[weekdays[place] as Weekday];
  if (places.length > 2 && last - first === places.length - 1) return `${name(first)} to ${name(last)}`;
  return places.map(name).join(", ");
}

/** "night, 22:00 to 07:00, every day". */
export const windowText = ({ name, from, to, days }: PlanWindow): string => `${name}, ${from} to ${to}, ${daysText(days)}`;

const noDate = { starts: "now", review: "none", ends: "none" } as const;
const day = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" });

/** "24 Nov 2026"; "now" or "none" when there is no date; "not a date" for text that is no date (the service refuses it). */
export function dateText(date: string | null, which: keyof typeof noDate): string {
  if (date === null) return noDate[which];
  const at = Date.parse(`${date}T00:00:00Z`);
  return Number.isNaN(at) ? "not a date" : day.format(at);
}

/** A setting's value with its unit: "20 min", "yes", "Kitchen, Hall". */
export function valueText(value: unknown, setting: Pick<Setting, "unit" | "type">): string {
  if (Array.isArray(value)) return value.length === 0 ? "none" : value.join(", ");
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (value === "" || value === null || value === undefined) return "empty";
  const text = typeof value === "string" ? choiceText(value) : String(value).replace("-", "−");
  return setting.unit === null || setting.type === "time" ? text : `${text} ${setting.unit}`;
}

/** "outOfBed" as "out of bed". */
export const choiceText = (choice: string): string =>
  /^[a-z]+([A-Z][a-z]*)+$/.test(choice) ? choice.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`) : choice;

/** "1 to 240 min"; null when the setting has no limits. */
export function rangeText({ minimum, maximum, unit }: Setting): string | null {
  const of = unit === null ? "" : ` ${unit}`;
  const number = (value: number) => String(value).replace("-", "−");
  if (minimum !== null && maximum !== null) return `${number(minimum)} to ${number(maximum)}${of}`;
  if (minimum !== null) return `at least ${number(minimum)}${of}`;
  return maximum === null ? null : `at most ${number(maximum)}${of}`;
}
