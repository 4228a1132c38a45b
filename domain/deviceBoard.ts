import { z } from "zod";

/** How a device of the board is, worst first. `trouble`: it reports, and something is wrong with it. `never`: nothing heard yet, and not overdue. */
export const boardStatuses = ["offline", "late", "trouble", "never", "heard", "notExpected"] as const;
export type BoardStatus = (typeof boardStatuses)[number];

export const boardDevice = z
  .object({
    id: z.string(),
    homeId: z.string(),
    homeName: z.string(),
    area: z.string(),
    timezone: z.string(),
    name: z.string(),
    kind: z.string(),
    room: z.string(),
    status: z
      .enum(boardStatuses)
      .describe(
        "`late` and `offline`: silent for 1.5 and 3 times the expected interval, not counting time in which the service did not listen. `trouble`: see `troubles`. `never`: no reading yet. `notExpected`: it has no expected interval, or the home is a test home.",
      ),
    troubles: z.array(z.string()).describe("What the technical list says of it: battery, signal, tamper, mains, clock, fields, flapping."),
    since: z.iso
      .datetime()
      .nullable()
      .describe("Since when: last heard, for a silent device; else when its first trouble began; null while all is well."),
    lastHeardAt: z.iso.datetime().nullable(),
    expectedIntervalSeconds: z.number().nullable(),
    battery: z.number().nullable().describe("Charge in percent."),
    signal: z.number().nullable().describe("Radio signal in dBm."),
    skewSeconds: z.number().nullable().describe("How far its clock is ahead of the service's; negative where it is behind."),
    risk: z.number().int().describe("How much is at stake if the person cannot call, by the risks in the record; 5 and more is high."),
    lifeSafety: z.boolean().describe("A device that may report danger to life, such as a pendant or smoke detector."),
    outageId: z.string().nullable().describe("The incident, where its home is silent in an outage that lasts."),
  })
  .meta({ id: "BoardDevice" });
export type BoardDevice = z.infer<typeof boardDevice>;
