import { z } from "zod";
import type { AnsweringSettings } from "./answeringSettings.ts";

export const channelTypes = ["text", "email", "push", "voice"] as const;
export const channelType = z.enum(channelTypes);
export type ChannelType = z.infer<typeof channelType>;

/** The channels that are written down for a contact. Push is not: a contact who is a carer with a phone has it. */
export const contactChannelType = channelType.exclude(["push"]);

/** Whom a step notifies: a contact by its place in the home's list (1 is the first), the monitoring centre, or all supervisors. */
export const escalationTarget = z.union([z.number().int().min(1).max(50), z.enum(["centre", "supervisor"])]);
export type EscalationTarget = z.infer<typeof escalationTarget>;

/**
 * One step of an escalation policy. Without `channels` each contact is notified by all of theirs at once. With `channels`, by the first of
 * these that the contact has, and by the next one as soon as that fails.
 *
 * A contact who is a carer with a phone has push before all other channels. A phone confirms what it receives: the others are used where it has not
 * within 30 seconds. In a critical alarm no other message waits for a push, and a push alone never makes the ladder wait.
 *
 * Example: `{ notify: [1], waitSeconds: 180 }`, Jonas has a phone and a number for texts. Urgent: a push at 02:14:00, and a text at 02:14:30 unless his
 * phone has confirmed the push. Critical: both at 02:14:00.
 */
export const escalationStep = z.strictObject({
  notify: z.array(escalationTarget).min(1).max(20),
  channels: z.array(channelType).min(1).max(channelTypes.length).optional(),
  /** How long the step waits for an answer before the next one. */
  waitSeconds: z.number().int().min(10).max(3_600),
});
export type EscalationStep = z.infer<typeof escalationStep>;

/** Whom an alarm of one priority notifies, one step after the other. After the last step it goes to the centre, whether the policy says so or not. */
export const escalationPolicy = z.array(escalationStep).min(1).max(10);
export type EscalationPolicy = z.infer<typeof escalationPolicy>;

/** A plan's policies, by priority. A priority that has none has the default of its `route`. */
export const escalationPolicies = z.strictObject({
  info: escalationPolicy.optional(),
  advisory: escalationPolicy.optional(),
  urgent: escalationPolicy.optional(),
  critical: escalationPolicy.optional(),
});
type PriorityName = keyof z.infer<typeof escalationPolicies>;

/** What a plan says about who responds. */
export interface Responders {
  route: Record<PriorityName, "carer" | "centre">;
  escalation: z.infer<typeof escalationPolicies>;
}

/**
 * The policy for an alarm. Defaults: the centre at once; where the plan's route says carer, the first contact, the second contact, then the
 * centre.
 *
 * Example: route urgent "carer", no policy: `[{ notify: [1], waitSeconds: 180 }, { notify: [2], waitSeconds: 180 }, { notify: ["centre"], … }]`.
 */
export function policyOf(
  { route, escalation }: Responders,
  priority: PriorityName,
  { contactWaitSeconds, supervisorSeconds }: Pick<AnsweringSettings, "contactWaitSeconds" | "supervisorSeconds">,
): EscalationPolicy {
  const chosen = escalation[priority];
  if (chosen !== undefined) return chosen;
  const centre: EscalationStep = { notify: ["centre"], waitSeconds: supervisorSeconds };
  if (route[priority] === "centre") return [centre];
  return [{ notify: [1], waitSeconds: contactWaitSeconds }, { notify: [2], waitSeconds: contactWaitSeconds }, centre];
}
