import { useCallback, useState } from "react";
import type { CaseView } from "#domain/answering/case.ts";
import { call } from "../../shared/api/call.ts";
import type { Action } from "./caseCalls.ts";
import { failureText, presentCase } from "./failureText.ts";

/** The action in progress on one case, and the last failure. Stored per case, so selecting another case does not hide a failure. */
export interface Attempt {
  busy: Action | null;
  failed: { action: Action; text: string } | null;
}

export interface CaseActions {
  attempts: Readonly<Record<string, Attempt>>;
  /** The case as the service recorded it, or null when it did not: the reason is then in `attempts`. */
  perform(one: CaseView, action: Action, body?: object): Promise<CaseView | null>;
}

/** Does things with cases. The screen shows an action as done only after the service confirms it; `take` gets the changed case. */
export function useCaseActions(take: (changed: CaseView) => void): CaseActions {
  const [attempts, setAttempts] = useState<Record<string, Attempt>>({});
  const perform = useCallback(
    async ({ id }: CaseView, action: Action, body: object = {}): Promise<CaseView | null> => {
      setAttempts((now) => ({ ...now, [id]: { busy: action, failed: null } }));
      const answer = await call<CaseView>("POST", `/api/v1/cases/${id}/${action}`, body);
      const changed = answer.ok ? answer.value : presentCase(answer.details);
      if (changed !== null) take(changed);
      const failed = answer.ok ? null : { action, text: failureText(action, answer) };
      setAttempts((now) => ({ ...now, [id]: { busy: null, failed } }));
      return answer.ok ? answer.value : null;
    },
    [take],
  );
  return { attempts, perform };
}
