import { z } from "zod";

/** What a carer sees of a home, as the person who lives there has agreed. Each level includes the one before it. */
export const carerSees = z.enum(["alarms", "nights", "everything"]);
export type CarerSees = z.infer<typeof carerSees>;

const order = carerSees.options;

/** Example: `maySee("nights", "alarms")` is true, `maySee("alarms", "nights")` is false. */
export const maySee = (agreed: CarerSees, needed: CarerSees): boolean => order.indexOf(agreed) >= order.indexOf(needed);
