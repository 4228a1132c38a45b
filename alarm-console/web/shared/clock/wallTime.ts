/** Wall-clock times in a home's zone. Intl, not Temporal: not every browser on a desk has Temporal yet. */
type Kind = "date" | "time" | "minute" | "day" | "dayOfYear" | "field";
const parts: Readonly<Record<Kind, Intl.DateTimeFormatOptions>> = {
  date: { day: "numeric", month: "long" },
  time: { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" },
  minute: { hour: "2-digit", minute: "2-digit", hourCycle: "h23" },
  day: { weekday: "short", day: "numeric", month: "short" },
  dayOfYear: { weekday: "short", day: "numeric", month: "short", year: "numeric" },
  field: { year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", hourCycle: "h23" },
};
const formats = new Map<string, Intl.DateTimeFormat>();

function format(kind: Kind, timezone: string | undefined): Intl.DateTimeFormat {
  const key = `${kind} ${timezone}`;
  let found = formats.get(key);
  if (found === undefined) {
    found = make(kind, timezone);
    formats.set(key, found);
  }
  return found;
}

/** Uses this computer's own zone when the browser does not know the home's zone: a wrong hour is better than no screen. */
function make(kind: Kind, timeZone: string | undefined): Intl.DateTimeFormat {
  try {
    return new Intl.DateTimeFormat("en-GB", { ...parts[kind], timeZone });
  } catch {
    return new Intl.DateTimeFormat("en-GB", parts[kind]);
  }
}

/** "02:14:05". Without a zone, in this computer's zone. */
export const wallTime = (at: string, timezone?: string): string => format("time", timezone).format(new Date(at));

/** "02:14". */
export const wallMinute = (at: string, timezone?: string): string => format("minute", timezone).format(new Date(at));

/** "12 November". */
export const wallDate = (at: string, timezone?: string): string => format("date", timezone).format(new Date(at));

/** "Sun 22 Nov"; with the year when it is not the current year. */
export function wallDay(at: string, timezone?: string): string {
  const thisYear = at.slice(0, 4) === new Date().toISOString().slice(0, 4);
  return format(thisYear ? "day" : "dayOfYear", timezone)
    .format(new Date(at))
    .replace(",", "");
}

const dateFormat = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });

/** A date without a time, "1938-04-27", as "27 April 1938". */
export const dateWords = (date: string): string => dateFormat.format(Date.parse(date));

/** The zone when it differs from this computer's, so the screen must name it; else null. */
export function foreignZone(timezone: string | undefined): string | null {
  if (timezone === undefined || timezone === Intl.DateTimeFormat().resolvedOptions().timeZone) return null;
  return timezone;
}

/** "2026-11-24T12:00": the local time in that zone at an instant (epoch ms), in the format of a datetime-local field. */
export function wallInput(instant: number, timeZone: string): string {
  const shown = format("field", timeZone).formatToParts(instant);
  const part = (type: Intl.DateTimeFormatPartTypes) => shown.find((one) => one.type === type)?.value ?? "";
  return `${part("year")}-${part("month")}-${part("day")}T${part("hour")}:${part("minute")}`;
}

/**
 * The instant (RFC 3339) of a local time from a datetime-local field. In the repeated hour of a clock change, the first of the two:
 * 01:30 on 25 October 2026 in London is 00:30 UTC. In the missing hour, the time after the gap.
 */
export function instantAt(field: string, timeZone: string): string {
  const asUtc = Date.parse(`${field}Z`);
  if (Number.isNaN(asUtc)) return field;
  const offsetAt = (instant: number) => Date.parse(`${wallInput(instant, timeZone)}Z`) - instant;
  const day = 86_400_000;
  const candidates = [offsetAt(asUtc - day), offsetAt(asUtc + day)].map((offset) => asUtc - offset);
  const exact = candidates.filter((instant) => wallInput(instant, timeZone) === field.slice(0, 16));
  return new Date(exact.length > 0 ? Math.min(...exact) : Math.max(...candidates)).toISOString();
}
