import type { AbsenceKind } from "./absences.ts";

export const absenceTitles: Readonly<Record<AbsenceKind, string>> = {
  inHospital: "In hospital",
  onHoliday: "On holiday",
  carerStaying: "A carer is staying over",
};

const bySignOfLife = "A certain sign of life at home ends it by itself.";

/** What ends each kind before its time: signs of life at home are the carer's too. */
export const absenceEnds: Readonly<Record<AbsenceKind, string>> = {
  inHospital: bySignOfLife,
  onHoliday: bySignOfLife,
  carerStaying: "It lasts until its end or until somebody ends it: signs of life at home may be the carer's.",
};
