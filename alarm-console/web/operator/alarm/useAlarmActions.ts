import { useCallback, useState } from "react";
import type { AlarmView, Author } from "#domain/alarm.ts";
import { type CallFailure, call } from "../../shared/api/call.ts";

export type Action = "claim" | "note" | "close";

/** The action in progress on one alarm, and the last failure. Stored per alarm, so selecting another alarm does not hide a failure. */
export interface Attempt {
  busy: Action | null;
  failed: { action: Action; text: string } | null;
}

export interface AlarmActions {
  attempts: Readonly<Record<string, Attempt>>;
  /** True when the service has recorded the action. */
  claim(alarm: AlarmView): Promise<boolean>;
  note(alarm: AlarmView, text: string): Promise<boolean>;
  close(alarm: AlarmView, outcome: string, text: string): Promise<boolean>;
}

/** Claims, notes and closes. The screen shows an action as done only after the service confirms it; `take` gets the changed alarm. */
export function useAlarmActions(take: (alarm: AlarmView) => void): AlarmActions {
  const [attempts, setAttempts] = useState<Record<string, Attempt>>({});

  const attempt = useCallback(
    async (action: Action, alarmId: string, body: unknown): Promise<boolean> => {
      setAttempts((now) => ({ ...now, [alarmId]: { busy: action, failed: null } }));
      const answer = await call<AlarmView>("POST", `/api/v1/alarms/${alarmId}/${action === "note" ? "notes" : action}`, body);
      if (answer.ok) take(answer.value);
      const failed = answer.ok ? null : { action, text: failureText(action, answer) };
      setAttempts((now) => ({ ...now, [alarmId]: { busy: null, failed } }));
      if (!answer.ok && answer.status === 409) {
        const fresh = await call<AlarmView>("GET", `/api/v1/alarms/${alarmId}`);
        if (fresh.ok) take(fresh.value);
      }
      return answer.ok;
    },
    [take],
  );

  return {
    attempts,
    claim: (alarm) => attempt("claim", alarm.id, {}),
    note: (alarm, text) => attempt("note", alarm.id, { text }),
    close: (alarm, outcome, text) => attempt("close", alarm.id, { outcome, rings: alarm.rings, ...(text === "" ? {} : { text }) }),
  };
}

const notDone: Record<Action, string> = {
  claim: "You have not claimed this alarm.",
  note: "Your note is not saved. It is still in the note box.",
  close: "The alarm is still open.",
};
/** The request got no answer, so the service may have recorded the action. */
const unknownResult: Record<Action, string> = {
  claim: "Your claim may not be recorded. Claim again: it is safe to repeat.",
  note: "Your note may not be saved. It is still in the note box. Check the timeline before you add it again.",
  close: "The alarm may not be closed. Close it again: it is safe to repeat.",
};

function failureText(action: Action, failure: CallFailure): string {
  if (failure.status === null) return `${failure.message} ${unknownResult[action]}`;
  if (failure.code === "held")
    return `${heldBy(failure.details)?.name ?? "Another operator"} has already claimed this alarm. ${notDone[action]}`;
  if (failure.code === "rangAgain")
    return `Another call came in while you were closing. ${notDone[action]} Check the timeline, then close it.`;
  if (failure.code === "closed") return "This alarm is already closed.";
  if (failure.status === 503) return `Link Line cannot record right now. ${notDone[action]} Try again in a minute.`;
  if (failure.status === 403) return `Your account is not allowed to do this. ${notDone[action]} Ask a supervisor.`;
  if (failure.status === 401) return `Your session has ended. ${notDone[action]} Sign in again.`;
  return `${failure.message} ${notDone[action]} Try again, or ask a supervisor.`;
}

function heldBy(details: unknown): Author | undefined {
  return (details as { heldBy?: Author } | null)?.heldBy;
}
