import { z } from "zod";
import { priority } from "../alarm.ts";
import { isLifeSafety, lifeSafetyKinds, type ReadingValue } from "../reading.ts";

/** A reading by which a device was tested, as the phone of the installer shows it. */
export const testedReading = z.object({
  kind: z.string(),
  at: z.iso.datetime().describe("When it arrived."),
  battery: z.number().nullable().describe("Charge in percent."),
  signal: z.number().nullable().describe("Radio signal in dBm."),
});
export type TestedReading = z.infer<typeof testedReading>;

/** What a device sent last, live. `tests`: it counts as the test of the device. */
export const deviceTick = testedReading.extend({
  homeId: z.string(),
  deviceId: z.string(),
  tests: z.boolean(),
  afterMs: z.number().nullable().describe("A call for help: how long after it Link Line had recorded it."),
});
export type DeviceTick = z.infer<typeof deviceTick>;

/** A call of a home in commissioning, which the installer answers: it was a test, or it is real. */
export const commissioningCall = z.object({
  caseId: z.string(),
  version: z.number().int(),
  open: z.boolean(),
  priority,
  sentences: z.array(z.string()).describe("What its open alarms say, the newest first."),
  deviceIds: z.array(z.string()),
  rings: z.number().int(),
  receivedAt: z.iso.datetime().describe("When Link Line recorded the last ring."),
  outcome: z.string().nullable(),
});
export type CommissioningCall = z.infer<typeof commissioningCall>;

/**
 * Whether a reading shows that a device of this kind works: one of its own kind, or a call for help. A heartbeat shows only that it has power; a
 * device that is registered for nothing else is tested by it. The all-clear that smoke alarms repeat by themselves tests nothing.
 */
export function testsDevice(registeredKind: string, value: ReadingValue): boolean {
  if (lifeSafetyKinds.has(value.kind)) return isLifeSafety(value);
  return value.kind !== "unreadable" && value.kind === registeredKind;
}
