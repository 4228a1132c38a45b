import type { ChannelType, EscalationPolicy, EscalationStep, EscalationTarget } from "#domain/answering/escalation.ts";
import type { ChannelPurpose } from "#domain/record/contactFields.ts";

/** A contact with the channels that Link Line can use, in the contact's order; push is the first for a carer with a phone. */
export interface ReachableContact {
  id: string;
  /** In the home's list; 1 is the first. */
  place: number;
  name: string;
  channels: readonly { type: ChannelType; address: string; purposes?: ChannelPurpose[] | undefined }[];
  /** May not be called now: until when in epoch ms, and in words, "07:00". */
  notAvailable?: { until: number; text: string } | null;
  /** The places of those who are called instead, while this contact's contingency plan runs. */
  substitutes?: readonly number[];
}

/** One message to one person by one channel. */
export interface Message {
  recipient: "contact";
  recipientId: string;
  name: string;
  channel: ChannelType;
  address: string;
  /** 1 is sent at once; those of a higher place are sent when all before have failed. All messages that are sent at once have 1. */
  place: number;
}

/** What one step of a ladder does. */
export interface StepRun {
  /** Index of the step in the policy. */
  step: number;
  messages: Message[];
  /** The names of contacts that the step should notify, and that have no channel that Link Line can use. */
  unreachable: string[];
  /** The contacts whom the step skips, because they may not be called now. */
  notAvailable: { name: string; until: string }[];
  /** The step names contacts. */
  toFamily: boolean;
  toCentre: boolean;
  toSupervisor: boolean;
}

/** The ladder after a run: the step that comes next, and when. `dueAt` null: there is none. Epoch ms. */
export interface LadderPosition {
  nextStep: number;
  dueAt: number | null;
}

/** The steps of a ladder, and whether its alarm is critical. */
export interface LadderPolicy {
  policy: EscalationPolicy;
  isCritical: boolean;
}

export interface LadderRun {
  runs: StepRun[];
  position: LadderPosition;
  /** Contacts should have been notified, and none could be: staff must call. Not where all of them said that they are not available. */
  familyUnreached: boolean;
}

/**
 * Runs the step `from` of a ladder that was due at `dueAt`, and skips steps that reach no one: they have no wait. So a home whose contacts
 * have no channel, or are not available at this moment, is the centre's at once. After its last step a ladder goes to the centre. A step of a
 * critical alarm that has nothing but pushes sends them and counts as one that reaches no one: a push is never the only channel of a critical alarm.
 *
 * Example: `[{ notify: [1], waitSeconds: 180 }, { notify: [2], waitSeconds: 180 }, { notify: ["centre"], … }]`, step 0 due at 02:00. The first
 * contact has no channel, the second has a text number: runs step 0 (unreachable: the first contact) and step 1 (one text message); next
 * is step 2, due at 02:03. Had the first contact a phone, and were the alarm critical: step 0 sends a push, and the rest is the same.
 */
export function runLadder(
  { policy, isCritical }: LadderPolicy,
  from: number,
  dueAt: number,
  contacts: readonly ReachableContact[],
): LadderRun {
  const runs: StepRun[] = [];
  for (const [offset, step] of policy.slice(from).entries()) {
    const index = from + offset;
    const run = runStep(step, index, contacts, isCritical);
    runs.push(run);
    const isReached = run.messages.some(({ channel }) => !isCritical || channel !== "push") || run.toCentre || run.toSupervisor;
    if (isReached) return ranTo(runs, { nextStep: index + 1, dueAt: isOver(policy, index) ? null : dueAt + step.waitSeconds * 1000 });
  }
  runs.push({ ...nothing, step: policy.length, toCentre: true });
  return ranTo(runs, { nextStep: policy.length + 1, dueAt: null });
}

const nothing = { messages: [], unreachable: [], notAvailable: [], toFamily: false, toSupervisor: false };

const ranTo = (runs: StepRun[], position: LadderPosition): LadderRun => ({
  runs,
  position,
  familyUnreached:
    runs.some(({ toFamily }) => toFamily) &&
    runs.every(({ messages }) => messages.length === 0) &&
    (runs.some(({ unreachable }) => unreachable.length > 0) || runs.every(({ notAvailable }) => notAvailable.length === 0)),
});

/** The ladder is over after a step that leads to the centre, if nothing follows: from there on the centre has its own steps. */
const isOver = (policy: EscalationPolicy, index: number): boolean =>
  index >= policy.length - 1 && (policy[index]?.notify.includes("centre") ?? true);

function runStep({ notify, channels }: EscalationStep, step: number, contacts: readonly ReachableContact[], isCritical: boolean): StepRun {
  const named = notify.filter((target): target is number => typeof target === "number");
  const found = named.flatMap((place) => contacts.filter((contact) => contact.place === place));
  const available = found.filter(({ notAvailable }) => !notAvailable);
  const messages = available.map((contact) => messagesTo(contact, channels, isCritical));
  return {
    step,
    messages: messages.flat(),
    unreachable: available.flatMap(({ name }, index) => (messages[index]?.length === 0 ? [name] : [])),
    notAvailable: found.flatMap(({ name, notAvailable }) => (notAvailable ? [{ name, until: notAvailable.text }] : [])),
    toFamily: named.length > 0,
    toCentre: has(notify, "centre"),
    toSupervisor: has(notify, "supervisor"),
  };
}

/** For the timeline: the contacts whom these steps did not notify, and why. */
export const notNotified = (runs: readonly StepRun[]): string[] =>
  runs.flatMap(({ unreachable, notAvailable }) => [
    ...notAvailable.map(({ name, until }) => `${name} is not available until ${until}: skipped`),
    ...unreachable.map((name) => `${name} cannot be notified: Link Line has no channel for them`),
  ]);

const has = (notify: readonly EscalationTarget[], target: EscalationTarget): boolean => notify.includes(target);

/**
 * The messages of a step to one contact, with their places. A push waits for a receipt of the phone, so it comes before all others; in a critical
 * alarm no other message waits for it.
 *
 * | the step | push | text, e-mail |
 * |---|---|---|
 * | without `channels` | 1 | 2, 2 |
 * | without `channels`, critical | 1 | 1, 1 |
 * | `channels` push, text, e-mail | 1 | 2, 3 |
 * | `channels` push, text, e-mail, critical | 1 | 1, 2 |
 */
function messagesTo(contact: ReachableContact, channels: readonly ChannelType[] | undefined, isCritical: boolean): Message[] {
  const inOrder = channels?.flatMap((type) => contact.channels.filter((channel) => channel.type === type)) ?? contact.channels;
  const others = inOrder.filter(({ type }) => type !== "push");
  const afterPush = !isCritical && others.length < inOrder.length ? 2 : 1;
  const placeOf = (channel: (typeof inOrder)[number]): number => {
    if (channels === undefined) return channel.type === "push" ? 1 : afterPush;
    if (isCritical) return channel.type === "push" ? 1 : others.indexOf(channel) + 1;
    return inOrder.indexOf(channel) + 1;
  };
  return inOrder.map((channel) => ({
    recipient: "contact",
    recipientId: contact.id,
    name: contact.name,
    channel: channel.type,
    address: channel.address,
    place: placeOf(channel),
  }));
}
