import { type FormEvent, useEffect, useId, useRef, useState } from "react";
import type { CallFailure } from "../api/call.ts";
import { ruleTitle, useRuleBook } from "../plan/ruleBook.ts";
import { momentText } from "./AbsenceLine.tsx";
import "./absence.css";
import { AbsenceForm } from "./AbsenceForm.tsx";
import { type AbsenceView, currentAndPlanned, endAbsence } from "./absences.ts";
import { absenceTitles } from "./absenceWords.ts";

interface AbsencePanelProps {
  homeId: string;
  timezone: string;
  absences: readonly AbsenceView[];
  editable: boolean;
  /** Called after an absence was added or ended. */
  onChanged(): void;
}

/** The absences of a home. Staff who may can add one, or end one early. */
export function AbsencePanel({ homeId, timezone, absences, editable, onChanged }: AbsencePanelProps) {
  const heading = useId();
  const [adding, setAdding] = useState(false);
  const addButton = useRef<HTMLButtonElement>(null);
  const formClosed = useRef(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: when the form closes, the focus returns to the button that opened it
  useEffect(() => {
    if (formClosed.current) addButton.current?.focus();
    formClosed.current = false;
  }, [adding]);
  const shown = currentAndPlanned(absences);
  return (
    <section className="absences" aria-labelledby={heading}>
      <h3 id={heading}>Absence</h3>
      {shown.map((one) => (
        <Absence key={one.id} homeId={homeId} absence={one} timezone={timezone} editable={editable} onEnded={onChanged} />
      ))}
      {shown.length === 0 && !adding && <p className="secondary">No one is away.</p>}
      {editable && !adding && (
        <button ref={addButton} type="button" onClick={() => setAdding(true)}>
          Add absence
        </button>
      )}
      {adding && (
        <AbsenceForm
          homeId={homeId}
          timezone={timezone}
          onDone={(changed) => {
            setAdding(false);
            formClosed.current = true;
            if (changed) onChanged();
          }}
        />
      )}
    </section>
  );
}

interface AbsenceProps {
  homeId: string;
  absence: AbsenceView;
  timezone: string;
  editable: boolean;
  onEnded(): void;
}

function Absence({ homeId, absence, timezone, editable, onEnded }: AbsenceProps) {
  const [ending, setEnding] = useState(false);
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState<CallFailure | null>(null);
  const book = useRuleBook();
  const current = absence.state === "lasting";
  const end = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const reason = String(new FormData(event.currentTarget).get("why")).trim();
    setBusy(true);
    const answer = await endAbsence(homeId, absence.id, reason);
    setBusy(false);
    setFailed(answer.ok ? null : answer);
    if (answer.ok) onEnded();
  };
  return (
    <div className="absence" data-current={current}>
      <p>
        <strong>{absenceTitles[absence.kind]}</strong> {current ? "until " : `from ${momentText(absence.startsAt, timezone)} until `}
        {momentText(absence.endsAt, timezone)}
      </p>
      {absence.note !== "" && <p className="absence-note">{absence.note}</p>}
      {absence.suspends.length === 0 ? (
        <p className="absence-paused">All rules stay on.</p>
      ) : (
        <details className="absence-paused">
          <summary>{absence.suspends.length === 1 ? "1 rule paused" : `${absence.suspends.length} rules paused`}</summary>
          {absence.suspends.map((name) => ruleTitle(book, name)).join(", ")}
        </details>
      )}
      {editable && !ending && (
        <button type="button" onClick={() => setEnding(true)}>
          End absence now
        </button>
      )}
      {ending && (
        <form className="absence-end" onSubmit={(event) => void end(event)}>
          <label className="field">
            Reason (optional)
            {/* biome-ignore lint/a11y/noAutofocus: the field replaces the button that opened it */}
            <input name="why" autoFocus maxLength={500} placeholder="for example: back home this morning" />
          </label>
          <button type="submit" className="primary" disabled={busy}>
            {busy ? "Ending…" : "End absence"}
          </button>
          <button type="button" className="plain" onClick={() => setEnding(false)}>
            Cancel
          </button>
          <p className="fault" role="alert">
            {failed === null ? null : `${failed.message} The absence has not ended.`}
          </p>
        </form>
      )}
    </div>
  );
}
