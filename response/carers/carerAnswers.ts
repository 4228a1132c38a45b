import type pg from "pg";
import type { Author } from "#domain/alarm.ts";
import { type CarerCause, outcomeOfCause } from "#domain/carers/carerCause.ts";
import { oldestTapMs, undoMs } from "#domain/carers/tapLimits.ts";
import type { Beside, CaseDesk, Step } from "../case/caseDesk.ts";
import type { StoredCase } from "../case/caseRecord.ts";
import type { Outcomes } from "../case/outcomes.ts";
import { type CaseStep, isRefused, type RefusalReason, type RefusedStep, type StepContext, stepTo } from "../case/steps/caseStep.ts";
import { closeUndo, type OpeningFacts, takeBackCause, tellCause } from "../case/steps/contact/causes.ts";
import { handOverUndo, takeBackAccept, takeBackCall, takeBackHandOver } from "../case/steps/contact/takingBack.ts";
import { contactAccepts, contactCalls, contactHandsOver } from "../case/steps/contactAnswers.ts";
import { readContactCase } from "../notify/contactCase.ts";
import {
  type AnswerKind,
  type AnswerUndo,
  type FormerCause,
  isCaseOver,
  markUndone,
  openingFacts,
  putCausesBack,
  readAnswer,
  readCauses,
  type StoredAnswer,
  sendDroppedAgain,
  writeAnswer,
  writeCause,
} from "./answerRecord.ts";
import { type Instead, insteadOf } from "./instead.ts";

/** A tap of a carer, as it arrives. */
export interface CarerTap {
  caseId: string;
  accountId: string;
  contact: Author;
  /** Made by the phone: the same key again is the same tap. */
  key: string;
  /** How long ago it was tapped, in ms. The phone gives no time, because its clock may be wrong. */
  ageMs: number;
  answer: { what: Exclude<AnswerKind, "cause" | "undo"> } | { what: "cause"; cause: CarerCause } | { what: "undo"; of: string };
}

/** `foreign`: another account, or another answer, has the key. */
export type TapResult = { ok: true; answer: StoredAnswer } | { ok: false; why: "foreign" };

/** A tap that waited longer than this covers no ring that came after it. */
const seesNewRingsMs = 60_000;
/** The phone counts the time for an undo from the arrival of the answer, which may take so long. */
const travelMs = 10_000;

/** What a tap needs to know beside the case. */
interface TapFacts {
  known: StoredAnswer | null;
  /** Of an undo: the answer that it takes back. */
  of: StoredAnswer | null;
  isOver: boolean;
  former: FormerCause[];
  opening: OpeningFacts;
}

class ForeignKey extends Error {}

/**
 * The answers of carers. Each is one transaction: its step of the case, and the row that names its key. So a tap counts once, however often the phone
 * sends it, also at the same instant and after a restart.
 */
export class CarerAnswers {
  readonly #cases: CaseDesk;
  readonly #outcomes: Pick<Outcomes, "list" | "of">;

  constructor({ cases, outcomes }: { cases: CaseDesk; outcomes: Pick<Outcomes, "list" | "of"> }) {
    this.#cases = cases;
    this.#outcomes = outcomes;
  }

  /** Throws where the case does not exist. */
  async take(tap: CarerTap): Promise<TapResult> {
    let result: StoredAnswer | null = null;
    const step: Step<TapFacts> = (stored, context, facts) =>
      facts.known !== null ? stepTo(stored.case, []) : this.#stepOf(tap, stored, context, facts);
    const beside: Beside<TapFacts> = async (client, done) => {
      result = done.extra.known ?? (await this.#record(client, tap, done));
    };
    try {
      await this.#cases.perform(tap.caseId, step, (client) => factsOf(client, tap), beside);
    } catch (error) {
      if (error instanceof ForeignKey) return { ok: false, why: "foreign" };
      throw error;
    }
    if (result === null) throw new Error(`case ${tap.caseId} does not exist`);
    return isSameTap(result, tap) ? { ok: true, answer: result } : { ok: false, why: "foreign" };
  }

  #stepOf(
    { answer, contact, ageMs }: CarerTap,
    { case: before }: StoredCase,
    context: StepContext,
    facts: TapFacts,
  ): CaseStep | RefusedStep {
    const { now } = context;
    if (ageMs > oldestTapMs) return { refused: "tooLate" };
    switch (answer.what) {
      case "accept":
        return rangSince(before.alarms, ageMs, now) ? { refused: "rangAgain" } : contactAccepts(before, contact, context);
      case "handOver":
        return contactHandsOver(before, contact, context);
      case "calling":
        return contactCalls(before, contact);
      case "cause":
        return tellCause(before, contact, { ...this.#toldCause(answer.cause), isOver: facts.isOver }, context);
      case "undo":
        return takeBack(before, contact, facts, now - ageMs);
    }
  }

  #toldCause(cause: CarerCause) {
    const outcome = outcomeOfCause(cause, this.#outcomes.list());
    return { cause, outcome, outcomeLabel: this.#outcomes.of(outcome).label };
  }

  async #record(
    client: pg.PoolClient,
    tap: CarerTap,
    { stored, outcome, extra, now }: Parameters<Beside<TapFacts>>[1],
  ): Promise<StoredAnswer> {
    const { caseId, accountId, contact, key, ageMs, answer } = tap;
    const refused = isRefused(outcome) ? await this.#instead(client, tap, outcome.refused, extra) : null;
    const undo = isRefused(outcome) ? null : undoOf(tap, stored, outcome, extra, now);
    const row: StoredAnswer = {
      ...{ key, accountId, caseId, what: answer.what, tappedAt: now - ageMs, at: now },
      ...{ refused, undo, undoneAt: null },
    };
    if (!(await writeAnswer(client, { ...row, contactId: contact.id }))) throw new ForeignKey();
    if (isRefused(outcome)) return row;
    if (answer.what === "cause") await writeCause(client, caseId, { cause: answer.cause, contact, now });
    if (answer.what === "undo" && extra.of !== null) await writeUndo(client, extra.of, contact.id, outcome, now);
    return row;
  }

  async #instead(client: pg.PoolClient, { answer, caseId, contact }: CarerTap, why: RefusalReason, { of }: TapFacts): Promise<Instead> {
    const shown = await readContactCase(client, { caseId, contactId: contact.id });
    if (shown === null) throw new Error(`contact ${contact.id} is not of the home of case ${caseId}`);
    if (why === "tooLate") return insteadOf("tooOld", shown);
    const isNothing = of === null || of.undo === null || of.undoneAt !== null;
    return insteadOf(answer.what === "undo" && why === "undoOver" && isNothing ? "nothing" : why, shown);
  }
}

/** The home rang after a tap that was under way for long: the carer has not seen that. */
const rangSince = (alarms: StoredCase["case"]["alarms"], ageMs: number, now: number): boolean =>
  ageMs > seesNewRingsMs && alarms.some(({ isOpen, rangAt }) => isOpen && rangAt !== null && rangAt > now - ageMs);

const isSameTap = ({ accountId, caseId, what }: StoredAnswer, tap: CarerTap): boolean =>
  accountId === tap.accountId && caseId === tap.caseId && what === tap.answer.what;

async function factsOf(client: pg.PoolClient, { key, answer, caseId, accountId }: CarerTap): Promise<TapFacts> {
  const of = answer.what === "undo" ? await readAnswer(client, answer.of) : null;
  return {
    known: await readAnswer(client, key),
    of: of?.caseId === caseId && of.accountId === accountId ? of : null,
    isOver: answer.what === "cause" && (await isCaseOver(client, caseId)),
    former: answer.what === "cause" ? await readCauses(client, caseId) : [],
    opening: of?.undo?.what === "cause" ? await openingFacts(client, caseId) : { alarmIds: [], hasOtherOpenCase: false },
  };
}

function takeBack(before: StoredCase["case"], contact: Author, { of, opening }: TapFacts, tappedAt: number): CaseStep | RefusedStep {
  if (of === null || of.undo === null || of.undoneAt !== null) return { refused: "undoOver" };
  if (tappedAt - of.at > undoMs + travelMs) return { refused: "undoOver" };
  const { undo } = of;
  switch (undo.what) {
    case "accept":
      return takeBackAccept(before, contact, undo.at);
    case "handOver":
      return takeBackHandOver(before, contact, undo.handOver);
    case "calling":
      return takeBackCall(before, contact);
    case "cause":
      return takeBackCause(before, contact, undo.close, opening);
  }
}

/** What taking the answer back needs; null where it changed nothing. */
function undoOf({ answer }: CarerTap, { case: before }: StoredCase, step: CaseStep, { former }: TapFacts, now: number): AnswerUndo | null {
  if (step.entries.length === 0) return null;
  switch (answer.what) {
    case "accept":
      return { what: "accept", at: now };
    case "handOver":
      return { what: "handOver", handOver: handOverUndo(before, step.case) };
    case "calling":
      return { what: "calling" };
    case "cause":
      return { what: "cause", close: closeUndo(before, step), former };
    case "undo":
      return null;
  }
}

async function writeUndo(
  client: pg.PoolClient,
  of: StoredAnswer,
  contactId: string,
  { case: after }: CaseStep,
  now: number,
): Promise<void> {
  await markUndone(client, of.key, now);
  if (of.undo?.what === "cause") await putCausesBack(client, of.undo.former, contactId, of.at);
  if (of.undo?.what === "accept" && after.accepted === null) await sendDroppedAgain(client, of.caseId, of.at, now);
}
