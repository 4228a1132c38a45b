import type { CaseView } from "#domain/answering/case.ts";
import type { CallFailure } from "../../shared/api/call.ts";
import type { Action } from "./caseCalls.ts";

/** What has not happened. */
const notDone: Record<Action, string> = {
  claim: "You have not claimed it.",
  release: "You still hold it.",
  "hand-over": "You still hold it.",
  accept: "You have not accepted it.",
  "take-over": "You have not taken it over.",
  "follow-up": "No follow-up is set.",
  heard: "The ring is not acknowledged.",
  actions: "What you did is not recorded.",
  notes: "Your note is not saved. It is still in the note box.",
  close: "The case is still open.",
  reopen: "The case is still closed.",
};

/** The request got no answer, so the service may have recorded the action. */
const unknownResult: Record<Action, string> = {
  ...notDone,
  claim: "Your claim may not be recorded. Claim again: it is safe to repeat.",
  notes: "Your note may not be saved. It is still in the note box. Check the timeline before you add it again.",
  actions: "What you did may not be recorded. Check the timeline before you record it again.",
  close: "The case may not be closed. Close it again: it is safe to repeat.",
};

/** Why an action failed, what is true now, and what to do next. */
export function failureText(action: Action, failure: CallFailure): string {
  if (failure.status === null) return `${failure.message} ${unknownResult[action]}`;
  if (failure.status === 503) return `Link Line cannot record right now. ${notDone[action]} Try again in a minute.`;
  if (failure.status === 403) return `Your account is not allowed to do this. ${notDone[action]} Ask a supervisor.`;
  if (failure.status === 401) return `Your session has ended. ${notDone[action]} Sign in again.`;
  if (failure.status === 409) return refusedText(action, failure);
  return `${failure.message} ${notDone[action]} Try again, or ask a supervisor.`;
}

function refusedText(action: Action, { code, message, details }: CallFailure): string {
  const holder = presentCase(details)?.heldBy?.name;
  if (code === "held" && holder !== undefined) return `${holder} has this case. ${notDone[action]}`;
  if (code === "closed") return "This case is already closed.";
  if (code === "rangAgain") return `Another call came in meanwhile. ${notDone[action]} Read what rang, then try again.`;
  if (code === "noteNeeded" && action === "close")
    return "This is a critical case, and no contact with a person is recorded. Write a note, or record what you did in the steps, then close it.";
  return `${message} ${notDone[action]}`;
}

/** The case as it is now, which the service sends with a refusal. */
export const presentCase = (details: unknown): CaseView | null => (details as { case?: CaseView } | null)?.case ?? null;
