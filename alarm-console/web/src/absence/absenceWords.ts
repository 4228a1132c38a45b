import type { AbsenceKind } from "./absences.ts";

export const absenceTitles: Readonly<Record<AbsenceKind, string>> = {
  inHospital: "In hospital",
  onHoliday: "On holiday",
  carerStaying: "A carer is staying over",
};
