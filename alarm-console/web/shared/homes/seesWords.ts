import type { CarerSees } from "#domain/carers/carerSees.ts";

/** What a carer sees, within a sentence. */
export const seesWords: Record<CarerSees, string> = {
  alarms: "alarms",
  nights: "alarms, tonight and past nights",
  everything: "alarms, tonight, past nights, the plan and the devices",
};
