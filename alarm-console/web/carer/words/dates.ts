import { wallInput, wallMinute } from "../../shared/clock/wallTime.ts";
import type { Language } from "./language.ts";

const english = new Intl.DateTimeFormat("en-GB", { weekday: "long", day: "numeric", month: "long", timeZone: "UTC" });

/** Chrome has no Welsh dates (`Intl.DateTimeFormat.supportedLocalesOf("cy")` is empty), so the names are here. From Sunday, and from January. */
const welshDays = ["nos Sul", "nos Lun", "nos Fawrth", "nos Fercher", "nos Iau", "nos Wener", "nos Sadwrn"];
const welshShortDays = ["Sul", "Llun", "Maw", "Mer", "Iau", "Gwe", "Sad"];
const welshMonths = [
  ...["Ionawr", "Chwefror", "Mawrth", "Ebrill", "Mai", "Mehefin"],
  ...["Gorffennaf", "Awst", "Medi", "Hydref", "Tachwedd", "Rhagfyr"],
];

const short = new Intl.DateTimeFormat("en-GB", { weekday: "short", day: "numeric", timeZone: "UTC" });

/** "Sat 21"; in Welsh "Sad 21". */
export function shortDate(date: string, language: Language): string {
  const day = new Date(date);
  if (language === "en") return short.format(day).replace(",", "");
  return `${welshShortDays[day.getUTCDay()]} ${day.getUTCDate()}`;
}

/** "Saturday 21 November" for the date "2026-11-21"; in Welsh the night of that day, "nos Sadwrn 21 Tachwedd". */
export function nightDate(date: string, language: Language): string {
  const day = new Date(date);
  if (language === "en") return english.format(day).replace(",", "");
  return `${welshDays[day.getUTCDay()]} ${day.getUTCDate()} ${welshMonths[day.getUTCMonth()]}`;
}

const weekday = (timeZone: string): Intl.DateTimeFormat => new Intl.DateTimeFormat("en-GB", { weekday: "long", timeZone });
const welshWeekdays: Readonly<Record<string, string>> = {
  ...{ Sunday: "ddydd Sul", Monday: "ddydd Llun", Tuesday: "ddydd Mawrth", Wednesday: "ddydd Mercher" },
  ...{ Thursday: "ddydd Iau", Friday: "ddydd Gwener", Saturday: "ddydd Sadwrn" },
};

/** "Tuesday", "ddydd Mawrth": the weekday of an instant (RFC 3339) in a zone. */
export function weekdayName(at: string, timezone: string, language: Language): string {
  const name = weekday(timezone).format(new Date(at));
  return language === "en" ? name : (welshWeekdays[name] ?? name);
}

const moment = new Intl.DateTimeFormat("en-GB", { weekday: "short", day: "numeric", month: "short", timeZone: "UTC" });
const dayMs = 86_400_000;

/** "Tue 24 Nov", in Welsh "Maw 24 Tachwedd": the day of an instant (RFC 3339) in a zone. */
export function dayIn(at: string, timezone: string, language: Language): string {
  const day = new Date(wallInput(Date.parse(at), timezone).slice(0, 10));
  if (language === "en") return moment.format(day).replace(",", "");
  return `${welshShortDays[day.getUTCDay()]} ${day.getUTCDate()} ${welshMonths[day.getUTCMonth()]}`;
}

/** A moment on the home's wall clock: "07:00" where it is the next 07:00 after `asOf`, else "Thu 3 Dec 19:00"; in Welsh "Iau 3 Rhagfyr 19:00". */
export function momentIn(at: string, asOf: number, timezone: string, language: Language): string {
  const time = wallMinute(at, timezone);
  return Date.parse(at) - asOf < dayMs - 3_600_000 ? time : `${dayIn(at, timezone, language)} ${time}`;
}
