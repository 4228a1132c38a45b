import type { ChannelType, EscalationPolicy, EscalationStep, EscalationTarget } from "#domain/answering/escalation.ts";
import type { Plan } from "#domain/plan.ts";

/** The contacts of the home by name, in order. Empty where a text is about a plan and not about a home. */
export type ContactNames = readonly string[];

export const channelTitles: Readonly<Record<ChannelType, string>> = {
  text: "text",
  email: "e-mail",
  push: "push",
  voice: "voice call",
};

/** "45 s", "3 min", "1 min 30 s". */
export function waitText(seconds: number): string {
  const [minutes, rest] = [Math.floor(seconds / 60), seconds % 60];
  return [minutes > 0 ? `${minutes} min` : "", rest > 0 ? `${rest} s` : ""].filter(Boolean).join(" ");
}

export function targetText(target: EscalationTarget, names: ContactNames): string {
  if (target === "centre") return "the centre";
  if (target === "supervisor") return "the supervisor on duty";
  return names[target - 1] ?? `contact ${target}`;
}

/** "by text, then by voice call"; empty for all channels at once. */
export const channelsText = (channels: EscalationStep["channels"]): string =>
  channels === undefined ? "" : channels.map((type) => `by ${channelTitles[type]}`).join(", then ");

/** "Amina Osei and the centre by text (3 min)". */
function stepText({ notify, channels, waitSeconds }: EscalationStep, names: ContactNames): string {
  const who = new Intl.ListFormat("en-GB").format(notify.map((target) => targetText(target, names)));
  return [who, channelsText(channels), `(${waitText(waitSeconds)})`].filter(Boolean).join(" ");
}

/** "contact 1 by text (3 min), then contact 2 (3 min), then the centre (1 min)". */
export const policyText = (policy: EscalationPolicy, names: ContactNames = []): string =>
  policy.map((step) => stepText(step, names)).join(", then ");

/** What happens without a policy. How long each contact has is a setting of the centre. */
export function defaultText(responder: Plan["route"]["advisory"], names: ContactNames): string {
  if (responder === "centre") return "The centre at once.";
  const [first, second] = names;
  if (first === undefined) return "The home has no contacts, so the centre at once.";
  return second === undefined ? `${first}, then the centre.` : `${first}, then ${second}, then the centre.`;
}
