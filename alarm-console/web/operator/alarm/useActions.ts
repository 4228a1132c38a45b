import { useCallback, useState } from "react";
import type { AlarmView, Holder } from "#domain/alarm.ts";
import { type CallFailure, call } from "../../shared/api/call.ts";

export type Doing = "claim" | "note" | "close";

/** What is under way or went wrong with an alarm. Kept by alarm, so that choosing another one hides no failure. */
export interface Attempt {
  busy: Doing | null;
  failed: { doing: Doing; text: string } | null;
}

export interface Actions {
  attempts: Readonly<Record<string, Attempt>>;
  /** True when the service has taken it. */
  claim(alarm: AlarmView): Promise<boolean>;
  note(alarm: AlarmView, text: string): Promise<boolean>;
  close(alarm: AlarmView, outcome: string, text: string): Promise<boolean>;
}

/** Nothing is shown as done before the service says so. `take` gets each alarm as the service answers with it. */
export function useActions(take: (alarm: AlarmView) => void): Actions {
  const [attempts, setAttempts] = useState<Record<string, Attempt>>({});

  const attempt = useCallback(
    async (doing: Doing, alarmId: string, body: unknown): Promise<boolean> => {
      setAttempts((now) => ({ ...now, [alarmId]: { busy: doing, failed: null } }));
      const answer = await call<AlarmView>("POST", `/api/v1/alarms/${alarmId}/${doing === "note" ? "notes" : doing}`, body);
      if (answer.ok) take(answer.value);
      const failed = answer.ok ? null : { doing, text: whatToDo(doing, answer) };
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

const notDone: Record<Doing, string> = {
  claim: "You do not hold this alarm.",
  note: "The note is not saved; it is kept here.",
  close: "The alarm is still open.",
};
const unanswered: Record<Doing, string> = {
  claim: "It is not known whether you hold this alarm. Claim again: that does no harm.",
  note: "It is not known whether the note was saved; it is kept here. Look at the timeline before you add it again.",
  close: "It is not known whether the alarm is closed. Close again: that does no harm.",
};

function whatToDo(doing: Doing, failure: CallFailure): string {
  if (failure.status === null) return `${failure.message} ${unanswered[doing]}`;
  if (failure.code === "held") return `${heldBy(failure.details)?.name ?? "Somebody else"} was first. ${notDone[doing]}`;
  if (failure.code === "rangAgain") return `It rang again while you were closing. ${notDone[doing]} Look at the timeline, then close.`;
  if (failure.code === "closed") return "This alarm is already closed.";
  if (failure.status === 503) return `The service cannot record at the moment. ${notDone[doing]} Try again in a moment.`;
  if (failure.status === 403) return `Your account may not do this. ${notDone[doing]} Ask a supervisor.`;
  if (failure.status === 401) return `Your session has ended. ${notDone[doing]} Sign in again.`;
  return `${failure.message} ${notDone[doing]} Try again, or call a supervisor.`;
}

function heldBy(details: unknown): Holder | undefined {
  return (details as { heldBy?: Holder } | null)?.heldBy;
}
