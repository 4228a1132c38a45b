import { z } from "zod";
import { type CaseView, caseView } from "#domain/answering/case.ts";
import type { CaseAnswer, CaseDesk, Step } from "#response/case/caseDesk.ts";
import type { CaseLists } from "#response/case/caseLists.ts";
import type { StoredCase } from "#response/case/caseRecord.ts";
import type { Holder } from "#response/case/steps/caseState.ts";
import type { RefusalReason } from "#response/case/steps/caseStep.ts";
import type { Caller } from "../../access/caller.ts";
import { Refusal, refusals } from "../../errors.ts";
import { touchableCase } from "./cases.ts";

/** What the routes of cases share: who may touch a case, and how a refused step is answered. */
export interface CaseActionNeeds {
  cases: CaseDesk;
  caseLists: Pick<CaseLists, "get">;
}

export const caseAnswers = { 200: caseView, ...refusals(400, 401, 403, 404, 409, 413, 422, 503) };

/** `version` in a request: the case as the caller saw it. */
export const seenVersion = z
  .number()
  .int()
  .min(1)
  .optional()
  .describe(
    "The `version` that you saw. If the case has changed since, nothing happens and the answer is 409 `stale` with the present case.",
  );

export const holderFrom = ({ id, name, by }: Caller): Holder => ({ id, name, via: by });

/** Performs a step for a caller. Throws a Refusal that has the case as it is now. */
export async function performStep<Extra>(
  { cases, caseLists }: CaseActionNeeds,
  { caller, id, version }: { caller: Caller; id: string; version?: number | undefined },
  step: Step<Extra>,
  prepare?: Parameters<CaseDesk["perform"]>[2],
): Promise<CaseView> {
  await touchableCase(caseLists, caller, id);
  // Compared under the lock of the home: two steps that saw the same version cannot both be taken.
  const isStale = (stored: StoredCase): boolean => version !== undefined && version !== stored.version;
  const checked: Step<unknown> = (stored, ...rest) => (isStale(stored) ? { refused: "stale" } : (step as Step<unknown>)(stored, ...rest));
  return caseOrRefusal(id, await cases.perform(id, checked, prepare));
}

const messages: Record<Exclude<RefusalReason, "held">, string> = {
  stale: "The case has changed. Look at it as it is now, then try again.",
  closed: "The case is closed. You can still add a note, or open it again.",
  notHolder: "Claim the case first.",
  notOpen: "The case is open already.",
  rangAgain: "The home rang again. Read the timeline, acknowledge the ring, then try again.",
  noteNeeded: "Write a note first: no contact with a person is recorded in this critical case.",
  reasonNeeded: "Write why the case is opened again.",
  notOffered: "This case is not offered to you.",
  offDuty: "That person is not on duty. Choose someone who is signed in with sound on.",
  tooLate: "The case was closed more than 24 hours ago.",
  otherCaseOpen: "The home has a newer open case. Answer that one.",
  overtaken: "Others have acted since. Look at the case as it is now.",
  notOver: "It is not over yet.",
  undoOver: "It can no longer be taken back.",
};

function caseOrRefusal(id: string, answer: CaseAnswer): CaseView {
  if (answer.ok) return answer.case;
  if (answer.why === "unknown") throw new Refusal("notFound", `There is no case ${id}.`);
  const details = { case: answer.case, heldBy: answer.heldBy };
  if (answer.why === "held")
    throw new Refusal("held", `${answer.heldBy?.name ?? "Someone"} has this case. You can still add a note.`, details);
  throw new Refusal(answer.why, messages[answer.why], details);
}
