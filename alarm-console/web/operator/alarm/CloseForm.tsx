import { type FormEvent, type KeyboardEvent, useState } from "react";
import { standardOutcomes } from "#domain/alarm.ts";
import type { AlarmPaneProps } from "./AlarmPane.tsx";
import { Failure } from "./Failure.tsx";

/** Keys: x comes here, a digit chooses, Enter closes. An outcome is never chosen beforehand. */
export function CloseForm({ attempt, draft, onClose, outcomes }: AlarmPaneProps) {
  const [outcome, setOutcome] = useState<string | null>(null);
  const [asked, setAsked] = useState(false);
  const busy = attempt?.busy === "close";

  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (outcome === null) return setAsked(true);
    if (!busy) onClose(outcome);
  };
  const keys = (event: KeyboardEvent<HTMLFieldSetElement>) => {
    if (event.key === "Escape" && document.activeElement instanceof HTMLElement) document.activeElement.blur();
    const chosen = event.ctrlKey || event.altKey || event.metaKey ? undefined : standardOutcomes[Number(event.key) - 1];
    if (chosen === undefined) return;
    setOutcome(chosen.code);
    event.currentTarget.querySelector<HTMLInputElement>(`input[value="${chosen.code}"]`)?.focus();
  };

  return (
    <form className="close" onSubmit={submit}>
      <fieldset ref={outcomes} onKeyDown={keys} aria-describedby="outcome-asked">
        <legend>How did it end?</legend>
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
        {draft.trim() !== "" && <span className="quiet">Your unsent note goes along.</span>}
      </div>
      <p id="outcome-asked" className="fault" role="alert">
        {asked && outcome === null ? "Choose how it ended, then close." : null}
      </p>
      <Failure attempt={attempt} of="close" />
    </form>
  );
}
