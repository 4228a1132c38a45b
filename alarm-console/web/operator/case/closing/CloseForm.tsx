import { type FormEvent, type KeyboardEvent, type RefObject, useMemo, useState } from "react";
import type { CaseView } from "#domain/answering/case.ts";
import { usualFirst } from "#domain/answering/usualOutcomes.ts";
import { headline, shownAlarms } from "../../../shared/live/headline.ts";
import { ActionFailure } from "../ActionFailure.tsx";
import type { Attempt } from "../useCaseActions.ts";
import "./closing.css";
import type { Outcome } from "../../../shared/cases/useOutcomes.ts";
import { CarerWords } from "./CarerWords.tsx";
import { OutcomeOfEach } from "./OutcomeOfEach.tsx";

const closeCalls = ["close"] as const;

export interface CloseFormProps {
  one: CaseView;
  attempt: Attempt | undefined;
  choices: readonly Outcome[];
  /** The note that the operator is typing. The service adds it when the case closes. */
  draft: string;
  /** `outcomes`: of those alarms that end with another outcome, by the id of the alarm. */
  onClose(outcome: string, outcomes: Readonly<Record<string, string>>): void;
  outcomes: RefObject<HTMLFieldSetElement | null>;
}

/**
 * The usual outcomes of the rule that rang come first. Keys: x focuses this form, a digit selects an outcome, Enter closes the case. No outcome
 * is selected in advance. With several alarms one outcome is for all of them, unless the operator gives one of them another.
 */
export function CloseForm({ one, attempt, choices: all, draft, onClose, outcomes }: CloseFormProps) {
  // The rule that rang first for this operator. A later alarm must not move the outcomes under a finger that is about to choose.
  const [rule] = useState(() => headline(one)?.rule ?? "");
  const choices = useMemo(() => usualFirst(all, rule), [all, rule]);
  const alarms = shownAlarms(one);
  const [outcome, setOutcome] = useState<string | null>(null);
  const [others, setOthers] = useState<Readonly<Record<string, string>>>({});
  const [submitted, setSubmitted] = useState(false);
  const busy = attempt?.busy === "close";

  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (outcome === null) return setSubmitted(true);
    const open = new Set(alarms.map(({ id }) => id));
    if (!busy) onClose(outcome, Object.fromEntries(Object.entries(others).filter(([id]) => open.has(id))));
  };
  const keys = (event: KeyboardEvent<HTMLFieldSetElement>) => {
    if (event.key === "Escape" && document.activeElement instanceof HTMLElement) document.activeElement.blur();
    const byDigit = event.ctrlKey || event.altKey || event.metaKey ? undefined : choices[Number(event.key) - 1];
    if (byDigit === undefined) return;
    setOutcome(byDigit.code);
    event.preventDefault();
    event.currentTarget.querySelectorAll<HTMLInputElement>("input")[Number(event.key) - 1]?.focus();
  };

  return (
    <form className="close" onSubmit={submit}>
      <fieldset ref={outcomes} onKeyDown={keys} aria-describedby="outcome-missing">
        <legend>{alarms.length > 1 ? `Outcome for all ${alarms.length} alarms` : "Outcome"}</legend>
        <CarerWords one={one} />
        {choices.map(({ code, label }, index) => (
          <label key={code} className="outcome">
            <input type="radio" name="outcome" value={code} checked={outcome === code} onChange={() => setOutcome(code)} />
            {index < 9 && (
              <span className="key" aria-hidden="true">
                {index + 1}
              </span>
            )}
            <span>{label}</span>
          </label>
        ))}
        <button type="submit" className="primary" disabled={busy}>
          {busy ? "Closing…" : "Close case"}
        </button>
        {alarms.length > 1 && <OutcomeOfEach alarms={alarms} choices={all} chosen={others} onChange={setOthers} />}
      </fieldset>
      {draft.trim() !== "" && <span className="secondary">Your note will be added too.</span>}
      <p id="outcome-missing" className="fault" role="alert">
        {submitted && outcome === null ? "Select an outcome, then close the case." : null}
      </p>
      <ActionFailure attempt={attempt} of={closeCalls} />
    </form>
  );
}
