import type { AbsenceKind } from "./absences.ts";

export const absenceTitles: Readonly<Record<AbsenceKind, string>> = {
  inHospital: "In hospital",
  onHoliday: "On holiday",
  carerStaying: "A carer is staying over",
};

const endsWhenHome = "Ends when sensors show someone is home.";

/** What ends each kind early. While a carer stays, movement at home may be the carer's and ends nothing. */
export const absenceEnds: Readonly<Record<AbsenceKind, string>> = {
  inHospital: endsWhenHome,
  onHoliday: endsWhenHome,
  carerStaying: "Ends at the time you set, or when someone ends it here. Sensors do not end it, because the carer moves around the home.",
};
