import type { CaseView } from "#domain/answering/case.ts";
import type { Contact } from "#domain/record/contactFields.ts";
import { contactNotes } from "../../../shared/homeDetails/people/contactWords.ts";

export type StepResult = "answered" | "noAnswer" | "onTheWay" | "done";

/** One thing to do, and what the operator records about it. */
export interface Step {
  key: string;
  title: string;
  phone: string | null;
  holdsKey: boolean;
  /** What to know before the call: "12 min away", "may be called 18:00 to 22:00 daily". */
  notes: readonly string[];
  action: "speakToHome" | "call" | "sendResponder" | "emergency";
  /** For `call`: the place of the contact in the home's list; 1 is the first. */
  contact?: number;
  results: readonly { result: StepResult; label: string }[];
}

const answered = { result: "answered", label: "Answered" } as const;
const noAnswer = { result: "noAnswer", label: "No answer" } as const;
const going = { result: "onTheWay", label: "Going" } as const;

/** What to do in a case, in this order: speak to the home, the contacts in the home's order, a responder, 999. */
export function stepList(contacts: readonly Contact[], homePhone: string | null = null): Step[] {
  const none = { phone: null, holdsKey: false, notes: [] };
  return [
    { ...none, phone: homePhone, key: "home", title: "Speak to the home", action: "speakToHome", results: [answered, noAnswer] },
    ...contacts.map(
      (contact, index): Step => ({
        key: `contact ${index + 1}`,
        title: `${contact.name} (${contact.relation})`,
        phone: contact.phone,
        holdsKey: contact.keyholder,
        notes: contactNotes(contact),
        action: "call",
        contact: index + 1,
        results: [answered, noAnswer, going],
      }),
    ),
    { ...none, key: "responder", title: "Send a responder", action: "sendResponder", results: [noAnswer, going] },
    { ...none, key: "999", title: "Call 999", action: "emergency", results: [{ result: "done", label: "Called" }, going] },
  ];
}

/** What was recorded about a step: its newest entry in the timeline. */
export const lastResult = ({ action, contact }: Step, timeline: CaseView["timeline"]): CaseView["timeline"][number] | undefined =>
  timeline.findLast((entry) => entry.action?.action === action && (entry.action.contact ?? null) === (contact ?? null));

const contactsShown = 3;
/** With one contact more than is shown, folding saves nothing. */
const worthFolding = 2;

/**
 * The steps without the contacts whose turn comes later: the first three stay, those with a result, and the next one to call.
 *
 * Example: of eight contacts 1 to 3 show. No answer from all three: 4 shows too.
 */
export function withoutLaterContacts(steps: readonly Step[], timeline: CaseView["timeline"]): readonly Step[] {
  const contacts = steps.filter(({ action }) => action === "call");
  if (contacts.length < contactsShown + worthFolding) return steps;
  const next = contacts.find((step) => lastResult(step, timeline) === undefined);
  return steps.filter(
    (step) => step.action !== "call" || (step.contact ?? 0) <= contactsShown || step === next || lastResult(step, timeline) !== undefined,
  );
}
