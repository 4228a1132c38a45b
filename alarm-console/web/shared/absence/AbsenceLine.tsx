import { wallDay, wallMinute } from "../clock/wallTime.ts";
import "./absence.css";
import type { AbsenceView } from "./absences.ts";
import { absenceTitles } from "./absenceWords.ts";

/** "In hospital until Tue 24 Nov, 12:00": shown with every alarm of the home. */
export function AbsenceLine({ absences, timezone }: { absences: readonly AbsenceView[]; timezone: string | undefined }) {
  const current = absences.filter(({ state }) => state === "lasting");
  if (current.length === 0) return null;
  return (
    <p className="absence-line">
      {current.map(({ kind, endsAt }) => `${absenceTitles[kind]} until ${momentText(endsAt, timezone)}`).join("; ")}
    </p>
  );
}

/** "Tue 24 Nov, 12:00" in the home's local time. */
export const momentText = (at: string, timezone: string | undefined): string => `${wallDay(at, timezone)}, ${wallMinute(at, timezone)}`;
