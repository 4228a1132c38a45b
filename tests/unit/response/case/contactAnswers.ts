import { expect } from "vitest";
import type { Author } from "#domain/alarm.ts";
import type { Case } from "#response/case/steps/caseState.ts";
import { type CaseStep, isRefused, type RefusedStep, type StepContext } from "#response/case/steps/caseStep.ts";
import { closeUndo, type OpeningFacts, takeBackCause } from "#response/case/steps/contact/causes.ts";
import { handOverUndo, takeBackAccept, takeBackHandOver } from "#response/case/steps/contact/takingBack.ts";
import type { Command, Life } from "./caseCommands.ts";

export type ContactSays = Extract<Command, { do: "contactAccepts" | "contactHandsOver" | "contactTells" | "contactTakesBack" }>;

/** Takes one answer back. */
type Undo = (before: Case, context: StepContext, facts: OpeningFacts) => CaseStep | RefusedStep;

/** The answers of contacts in a home, with what taking each back needs, as the service stores them. */
export class ContactAnswers {
  readonly #all: { contactId: string; caseId: string; undo: Undo; isUndone: boolean }[] = [];

  #of(contactId: string, caseId: string, nth: number) {
    return this.#all.filter((one) => one.contactId === contactId && one.caseId === caseId && !one.isUndone).at(-1 - nth);
  }

  undoOf(contactId: string, caseId: string, nth: number): Undo | null {
    return this.#of(contactId, caseId, nth)?.undo ?? null;
  }

  /** After each step that was performed. */
  note(command: Command, before: Case, step: CaseStep, { contacts }: Life, context: StepContext): void {
    if (!("contact" in command)) return;
    const contact = contacts[command.contact];
    if (contact === undefined || step.entries.length === 0) return;
    if (command.do === "contactTakesBack") {
      const undone = this.#of(contact.id, before.id, command.nth);
      if (undone !== undefined) undone.isUndone = true;
      return;
    }
    const undo = undoFor(command, before, step, contact, context.now);
    this.#all.push({ contactId: contact.id, caseId: before.id, undo, isUndone: false });
    isExact(undo, before, step, context);
  }
}

function undoFor(command: ContactSays, before: Case, step: CaseStep, { id, name }: Author, now: number): Undo {
  const contact = { id, name };
  if (command.do === "contactAccepts") return (one) => takeBackAccept(one, contact, now);
  if (command.do === "contactHandsOver") {
    const undo = stored(handOverUndo(before, step.case));
    return (one) => takeBackHandOver(one, contact, undo);
  }
  const undo = stored(closeUndo(before, step));
  return (one, _context, facts) => takeBackCause(one, contact, undo, facts);
}

const stored = <T>(undo: T): T => JSON.parse(JSON.stringify(undo)) as T;

/** Taken back at once, the answer leaves the case as it was before it. */
function isExact(undo: Undo, before: Case, { case: after, closedAlarms }: CaseStep, context: StepContext): void {
  const back = undo(after, context, { alarmIds: closedAlarms.map(({ alarmId }) => alarmId), hasOtherOpenCase: false });
  if (isRefused(back)) throw new Error(`an answer cannot be taken back at once: ${back.refused} ${JSON.stringify({ before, after })}`);
  expect(back.case).toEqual(before);
  expect(back.notices).toEqual([]);
}
