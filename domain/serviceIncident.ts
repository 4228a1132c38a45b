import { z } from "zod";

/**
 * `notListening`: the service could not receive readings. `clockStep`: the clock of its machine was set. `nobodyOnDuty`: a case waited at the
 * centre while no operator could hear it. `watch`: timers or messages of the service were stuck. `canary`: the virtual press of each minute did
 * not reach a screen in time.
 */
export const serviceIncidentKinds = ["notListening", "clockStep", "nobodyOnDuty", "watch", "canary"] as const;
export type ServiceIncidentKind = (typeof serviceIncidentKinds)[number];

/** Something that went wrong with the service itself, for staff. It is no alarm: it belongs to no home, and it rings nowhere. */
export const serviceIncident = z
  .object({
    id: z.string(),
    kind: z
      .enum(serviceIncidentKinds)
      .describe(
        "`notListening`: the service could not receive readings. `clockStep`: the clock of its machine was set. `nobodyOnDuty`: a case waited at the centre while no operator could hear it. `watch`: timers or messages were stuck. `canary`: the virtual press of each minute did not reach a screen in time.",
      ),
    from: z.iso.datetime().describe("When it began."),
    to: z.iso.datetime().describe("When it was over."),
    text: z.string().describe("What happened, in a sentence."),
  })
  .meta({ id: "ServiceIncident" });
export type ServiceIncident = z.infer<typeof serviceIncident>;

/** Screens show an incident for this long. */
export const incidentShownMs = 86_400_000;

/** A shorter time without listening, such as a restart for an upgrade, is no incident. It counts as a gap all the same. */
export const shortGapMs = 10_000;
