import { z } from "zod";

/** The shares that councils audit, a month at a time: answered within so many seconds from the server's receipt of the signal. */
export const targets = [
  { seconds: 60, share: 0.975 },
  { seconds: 180, share: 0.99 },
] as const;

export const serviceLevel = z.object({
  seconds: z.number().int().describe("Answered within this time."),
  target: z.number().describe("The share that is asked for, 0 to 1."),
  calls: z.number().int(),
  late: z.number().int().describe("Answered later than that, and those that wait longer already."),
  share: z.number().nullable().describe("Answered in time, 0 to 1; null without any call."),
  lateLeft: z
    .number()
    .int()
    .nullable()
    .describe("The level is kept with so many more late answers in this period, and broken by one more. Null: it is broken already."),
});
export type ServiceLevel = z.infer<typeof serviceLevel>;

/** Calls of a period, and how many were answered within a time. */
export interface Answered {
  calls: number;
  within: number;
}

/**
 * How a period compares with a target. A late answer is a call too, so it also raises the number of calls.
 *
 * Example: 400 calls, 8 of them late, target 97.5 %. Two more late ones make 10 of 402, which is 2.49 % and in order; a third makes 11 of 403,
 * 2.73 %, which breaks it. So `lateLeft` is 2.
 */
export function serviceLevelOf({ calls, within }: Answered, { seconds, share: target }: { seconds: number; share: number }): ServiceLevel {
  const late = calls - within;
  // In thousandths, because 1 - 0.975 is not exact.
  const allowed = Math.round((1 - target) * 1000);
  const isKept = late * 1000 <= allowed * calls;
  const lateLeft = isKept ? Math.floor((allowed * calls - late * 1000) / (1000 - allowed)) : null;
  return { seconds, target, calls, late, share: calls === 0 ? null : within / calls, lateLeft };
}
