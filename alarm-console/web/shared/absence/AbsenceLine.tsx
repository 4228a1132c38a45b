import { wallDay, wallMinute } from "../clock/wallTime.ts";
import "./absence.css";
import type { AbsenceView } from "./absences.ts";
import { absenceTitles } from "./absenceWords.ts";

/** "In hospital until Tue 24 Nov, 12:00": whoever reads an alarm of this home must know it. */
export function AbsenceLine({ absences, timezone }: { absences: readonly AbsenceView[]; timezone: string | undefined }) {
  const present = absences.filter(({ state }) => state === "lasting");
  if (present.length === 0) return null;
  return (
    <p className="absence-line">
      {present.map(({ kind, endsAt }) => `${absenceTitles[kind]} until ${momentText(endsAt, timezone)}`).join("; ")}
    </p>
  );
}

/** "Tue 24 Nov, 12:00" by the home's wall. */
export const momentText = (at: string, timezone: string | undefined): string => `${wallDay(at, timezone)}, ${wallMinute(at, timezone)}`;
