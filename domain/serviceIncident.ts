import { z } from "zod";
import { outageOfIncident } from "./outage/outageView.ts";

/**
 * `notListening`: the service could not receive readings. `clockStep`: the clock of its machine was set. `nobodyOnDuty`: a case waited at the
 * centre while no operator could hear it. `watch`: timers or messages of the service were stuck. `canary`: the virtual press of each minute did
 * not reach a screen in time. `outage`: many homes fell silent together.
 */
export const serviceIncidentKinds = ["notListening", "clockStep", "nobodyOnDuty", "watch", "canary", "outage"] as const;
export type ServiceIncidentKind = (typeof serviceIncidentKinds)[number];

/** Something that went wrong with the service itself or the ways to it, for staff. It is no alarm: it rings nowhere. */
export const serviceIncident = z
  .object({
    id: z.string(),
    kind: z
      .enum(serviceIncidentKinds)
      .describe(
        "`notListening`: the service could not receive readings. `clockStep`: the clock of its machine was set. `nobodyOnDuty`: a case waited at the centre while no operator could hear it. `watch`: timers or messages were stuck. `canary`: the virtual press of each minute did not reach a screen in time. `outage`: many homes fell silent together, with one work list.",
      ),
    from: z.iso.datetime().describe("When it began."),
    to: z.iso.datetime().describe("When it was over."),
    text: z.string().describe("What happened, in a sentence."),
    outage: outageOfIncident.nullable().describe("Of an incident of the kind `outage`; null for every other."),
  })
  .meta({ id: "ServiceIncident" });
export type ServiceIncident = z.infer<typeof serviceIncident>;

/** Screens show an incident for this long. */
export const incidentShownMs = 86_400_000;

/** A shorter time without listening, such as a restart for an upgrade, is no incident. It counts as a gap all the same. */
export const shortGapMs = 10_000;
