/** Wall-clock times in a home's zone. Intl, not Temporal: not every browser on a desk has Temporal yet. */
const formats = new Map<string, Intl.DateTimeFormat>();

function format(kind: "time" | "day", timezone: string | undefined): Intl.DateTimeFormat {
  const key = `${kind} ${timezone}`;
  let found = formats.get(key);
  if (found === undefined) {
    const parts: Intl.DateTimeFormatOptions =
      kind === "time"
        ? { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" }
        : { weekday: "short", day: "numeric", month: "short", year: "numeric" };
    found = new Intl.DateTimeFormat("en-GB", { ...parts, timeZone: timezone });
    formats.set(key, found);
  }
  return found;
}

/** "02:14:05"; without a zone, by this computer's. */
export const wallTime = (at: string, timezone?: string): string => format("time", timezone).format(new Date(at));

/** "Sun, 22 Nov 2026". */
export const wallDay = (at: string, timezone?: string): string => format("day", timezone).format(new Date(at));

/** The zone, where it is not this computer's own and so must be said; else null. */
export function foreignZone(timezone: string | undefined): string | null {
  if (timezone === undefined || timezone === Intl.DateTimeFormat().resolvedOptions().timeZone) return null;
  return timezone;
}
