import type { ServiceIncident } from "#domain/serviceIncident.ts";
import { formatDuration } from "../../shared/clock/durations.ts";
import { wallDay, wallMinute } from "../../shared/clock/wallTime.ts";

/** They are prolonged while they last, and their text says what was so then. */
const lasting: readonly ServiceIncident["kind"][] = ["nobodyOnDuty", "watch", "canary"];

/** "Link Line did not listen from 10:02 to 10:03 (45 s). Devices that stay silent are reported later." Without a zone, in this computer's zone. */
export function incidentText({ kind, from, to, text }: ServiceIncident, now: number, timezone?: string): string {
  const at = (time: string): string => {
    const day = wallDay(time, timezone);
    return day === wallDay(new Date(now).toISOString(), timezone) ? wallMinute(time, timezone) : `${day} ${wallMinute(time, timezone)}`;
  };
  if (lasting.includes(kind) && at(from) !== at(to)) return `${at(from)} to ${at(to)}: ${text}`;
  if (kind !== "notListening") return `${at(from)}: ${text}`;
  const span = `from ${at(from)} to ${at(to)} (${formatDuration(Date.parse(to) - Date.parse(from))})`;
  return `Link Line did not listen ${span}. Devices that stay silent are reported later.`;
}
