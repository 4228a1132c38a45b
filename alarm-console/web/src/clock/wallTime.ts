/** Wall-clock times in a home's zone. Intl, not Temporal: not every browser on a desk has Temporal yet. */
type Kind = "time" | "day" | "dayOfYear";
const parts: Readonly<Record<Kind, Intl.DateTimeFormatOptions>> = {
  time: { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" },
  day: { weekday: "short", day: "numeric", month: "short" },
  dayOfYear: { weekday: "short", day: "numeric", month: "short", year: "numeric" },
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

/** In this computer's own zone where the browser does not know the home's: a wrong hour is better than no screen. */
function make(kind: Kind, timeZone: string | undefined): Intl.DateTimeFormat {
  try {
    return new Intl.DateTimeFormat("en-GB", { ...parts[kind], timeZone });
  } catch {
    return new Intl.DateTimeFormat("en-GB", parts[kind]);
  }
}

/** "02:14:05"; without a zone, by this computer's. */
export const wallTime = (at: string, timezone?: string): string => format("time", timezone).format(new Date(at));

/** "Sun 22 Nov", with the year where it is not this one. */
export function wallDay(at: string, timezone?: string): string {
  const thisYear = at.slice(0, 4) === new Date().toISOString().slice(0, 4);
  return format(thisYear ? "day" : "dayOfYear", timezone)
    .format(new Date(at))
    .replace(",", "");
}

/** The zone, where it is not this computer's own and so must be said; else null. */
export function foreignZone(timezone: string | undefined): string | null {
  if (timezone === undefined || timezone === Intl.DateTimeFormat().resolvedOptions().timeZone) return null;
  return timezone;
}
