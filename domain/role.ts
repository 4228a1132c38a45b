import { z } from "zod";
import type { HomeMode } from "./home.ts";

export const roles = ["admin", "supervisor", "operator", "carer", "installer", "tester"] as const;
export const role = z.enum(roles);
export type Role = z.infer<typeof role>;

/** The roles that may do something. A tester is limited to test homes as well, see `mayTouch`. */
const allowed = {
  seeAlarms: ["admin", "supervisor", "operator", "tester"],
  answerAlarms: ["admin", "supervisor", "operator", "tester"],
  /** Of live homes only: an outage has no test homes. */
  workOnOutages: ["admin", "supervisor", "operator"],
  takeOverCases: ["admin", "supervisor", "tester"],
  /** Of each open case; the holder of a case needs no permission for its home. */
  seeAllAccessNotes: ["admin", "supervisor", "tester"],
  setUpAnswering: ["admin", "supervisor"],
  seeHomes: ["admin", "supervisor", "operator", "installer", "tester"],
  registerHomes: ["admin", "supervisor", "installer", "tester"],
  editRecords: ["admin", "supervisor", "operator", "installer", "tester"],
  /** The end of the service of a home. */
  endServices: ["admin", "supervisor", "installer"],
  /** Bulk import and export of the whole record. */
  moveRecords: ["admin", "supervisor"],
  /** Exports with access notes, key safes and NHS numbers. */
  exportSecrets: ["admin"],
  seeReadings: ["admin", "supervisor", "operator", "installer", "tester"],
  seeQuarantine: ["admin", "supervisor", "operator", "installer", "tester"],
  seeMetrics: ["admin", "supervisor"],
  seeReports: ["admin", "supervisor"],
  seeReceivers: ["admin", "supervisor"],
  manageReceivers: ["admin"],
  manageAccounts: ["admin"],
  seeTechnical: ["admin", "supervisor", "operator", "installer", "tester"],
  seePlans: ["admin", "supervisor", "operator", "installer", "tester"],
  editPlans: ["admin", "supervisor", "tester"],
  seeAbsences: ["admin", "supervisor", "operator", "tester"],
  setAbsences: ["admin", "supervisor", "operator", "tester"],
  inviteCarers: ["admin", "supervisor", "operator", "tester"],
  /** Carers whose phone will not ring. */
  followUpPhones: ["admin", "supervisor"],
  careForHomes: ["carer"],
} as const satisfies Record<string, readonly Role[]>;

export type Permission = keyof typeof allowed;

export function may(who: Role, permission: Permission): boolean {
  return (allowed[permission] as readonly Role[]).includes(who);
}

/** A tester replays streams into test homes, and has no access to a home in which a person lives. */
export function mayTouch(who: Role, mode: HomeMode): boolean {
  return who !== "tester" || mode === "test";
}
