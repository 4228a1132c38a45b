import { type DeviceFacts, reportsKind } from "../home.ts";
import type { PersonAtRisk } from "../record/personAtRisk.ts";

/**
 * At this sum of risks (`person_risk` in the database) and above, the silence of a pendant or fall detector is never held back: oxygen alone, or
 * living alone with another risk such as falls or dementia.
 */
export const highRiskFrom = 5;

/** With these a person calls for help. A radar may be registered for motion and report falls as well. */
export const callDeviceKinds = ["button", "fall"] as const;

export const isAtHighRisk = (person: PersonAtRisk | null | undefined): person is PersonAtRisk =>
  person !== null && person !== undefined && person.risk >= highRiskFrom;

export const isCallDevice = (device: Pick<DeviceFacts, "kind" | "alsoReports">): boolean =>
  callDeviceKinds.some((kind) => reportsKind(device, kind));
