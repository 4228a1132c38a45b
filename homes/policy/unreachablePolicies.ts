import type { ChannelType, EscalationStep } from "#domain/answering/escalation.ts";
import type { Plan } from "#domain/plan.ts";
import { type ChannelPurpose, isFor } from "#domain/record/contactFields.ts";
import type { PlanFault } from "#rules/plan/readPlan.ts";

/** A contact of the home, in the order of its list. */
export interface PolicyContact {
  name: string;
  channels: readonly { type: ChannelType; purposes?: readonly ChannelPurpose[] | undefined }[];
}

const channelWords: Record<ChannelType, string> = { text: "text", email: "e-mail", push: "push", voice: "voice call" };

/**
 * Where the escalation policies of a plan could reach no one in a home with these contacts: a step names a contact that the home does not have,
 * or none of whose channels it uses; or all that it names have no channel. Only written policies are checked. The defaults of `route` skip
 * a contact that is missing, so templates fit homes with fewer contacts.
 *
 * Example: two contacts, the second without channels. `[{ notify: [2] }]` has a fault; `[{ notify: [1, 2] }]` and `[{ notify: [2, "centre"] }]` have none.
 */
export function unreachableFaults({ escalation }: Pick<Plan, "escalation">, contacts: readonly PolicyContact[]): PlanFault[] {
  return Object.entries(escalation).flatMap(([priority, policy]) =>
    (policy ?? []).flatMap((step, place) => stepFaults(step, `plan.escalation.${priority}.${place}`, contacts)),
  );
}

function stepFaults({ notify, channels }: EscalationStep, path: string, contacts: readonly PolicyContact[]): PlanFault[] {
  const faults = notify.flatMap((target, place): PlanFault[] => {
    if (typeof target !== "number") return [];
    const contact = contacts[target - 1];
    if (contact === undefined) return [{ path: `${path}.notify.${place}`, message: missing(target, contacts.length) }];
    if (channels === undefined || waysOf(contact).some(({ type }) => channels.includes(type))) return [];
    return [{ path: `${path}.channels`, message: `${contact.name} has no ${channels.map((type) => channelWords[type]).join(" or ")}` }];
  });
  if (faults.length > 0) return faults;
  const isReached = notify.some((target) => typeof target !== "number" || waysOf(contacts[target - 1]).length > 0);
  if (isReached) return [];
  const names = notify.map((target) => contacts[Number(target) - 1]?.name);
  return [{ path: `${path}.notify`, message: `${names.join(" and ")} cannot be notified: add a channel, or the centre to this step` }];
}

/** The channels that alarms may use. */
const waysOf = (contact: PolicyContact | undefined): PolicyContact["channels"] =>
  contact?.channels.filter(({ purposes }) => isFor({ purposes: purposes && [...purposes] }, "alarms")) ?? [];

const missing = (target: number, count: number): string =>
  count === 0 ? "the home has no contacts" : `the home has no contact ${target}; it has ${count}`;
