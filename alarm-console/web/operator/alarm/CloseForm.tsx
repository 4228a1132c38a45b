import { type FormEvent, type KeyboardEvent, type RefObject, useState } from "react";
import { standardOutcomes } from "#domain/alarm.ts";
import { ActionFailure } from "./ActionFailure.tsx";
import type { Attempt } from "./useAlarmActions.ts";

export interface CloseFormProps {
  attempt: Attempt | undefined;
  /** The note that the operator is typing. The service adds it when the alarm closes. */
  draft: string;
  onClose(outcome: string): void;
  outcomes: RefObject<HTMLFieldSetElement | null>;
}

/** Keys: x focuses this form, a digit selects an outcome, Enter closes the alarm. No outcome is selected in advance. */
export function CloseForm({ attempt, draft, onClose, outcomes }: CloseFormProps) {
  const [outcome, setOutcome] = useState<string | null>(null);
  const [submitted, setSubmitted] = useState(false);
  const busy = attempt?.busy === "close";

  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (outcome === null) return setSubmitted(true);
    if (!busy) onClose(outcome);
  };
  const keys = (event: KeyboardEvent<HTMLFieldSetElement>) => {
    if (event.key === "Escape" && document.activeElement instanceof HTMLElement) document.activeElement.blur();
    const byDigit = event.ctrlKey || event.altKey || event.metaKey ? undefined : standardOutcomes[Number(event.key) - 1];
    if (byDigit === undefined) return;
    setOutcome(byDigit.code);
    event.currentTarget.querySelector<HTMLInputElement>(`input[value="${byDigit.code}"]`)?.focus();
  };

  return (
    <form className="close" onSubmit={submit}>
      <fieldset ref={outcomes} onKeyDown={keys} aria-describedby="outcome-missing">
        <legend>Outcome</legend>
        {standardOutcomes.map((one, index) => (
          <label key={one.code} className="outcome">
            <input type="radio" name="outcome" value={one.code} checked={outcome === one.code} onChange={() => setOutcome(one.code)} />
            <span className="key" aria-hidden="true">
              {index + 1}
            </span>
            <span>{one.label}</span>
          </label>
        ))}
      </fieldset>
      <div className="close-foot">
        <button type="submit" className="primary" disabled={busy}>
          {busy ? "Closing…" : "Close alarm"}
        </button>
        {draft.trim() !== "" && <span className="secondary">Your note will be added too.</span>}
      </div>
      <p id="outcome-missing" className="fault" role="alert">
        {submitted && outcome === null ? "Select an outcome, then close the alarm." : null}
      </p>
      <ActionFailure attempt={attempt} of="close" />
    </form>
  );
}
