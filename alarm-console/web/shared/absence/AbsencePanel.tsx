import { type FormEvent, useEffect, useId, useRef, useState } from "react";
import { ruleTitle, useRuleBook } from "../../supervisor/plan/ruleBook.ts";
import type { CallFailure } from "../api/call.ts";
import { momentText } from "./AbsenceLine.tsx";
import "./absence.css";
import { AbsenceForm } from "./AbsenceForm.tsx";
import { type AbsenceView, endAbsence, standing } from "./absences.ts";
import { absenceTitles } from "./absenceWords.ts";

interface AbsencePanelProps {
  homeId: string;
  timezone: string;
  absences: readonly AbsenceView[];
  editable: boolean;
  /** After an absence was set or ended. */
  onChanged(): void;
}

/** Who is away and until when; set one, or end it before its time. */
export function AbsencePanel({ homeId, timezone, absences, editable, onChanged }: AbsencePanelProps) {
  const heading = useId();
  const [setting, setSetting] = useState(false);
  const opener = useRef<HTMLButtonElement>(null);
  const left = useRef(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: when the form is gone, keys go on at what led to it
  useEffect(() => {
    if (left.current) opener.current?.focus();
    left.current = false;
  }, [setting]);
  const shown = standing(absences);
  return (
    <section className="absences" aria-labelledby={heading}>
      <h3 id={heading}>Absence</h3>
      {shown.map((one) => (
        <Absence key={one.id} homeId={homeId} absence={one} timezone={timezone} editable={editable} onEnded={onChanged} />
      ))}
      {shown.length === 0 && !setting && <p className="quiet">Nobody is away.</p>}
      {editable && !setting && (
        <button ref={opener} type="button" onClick={() => setSetting(true)}>
          Set an absence
        </button>
      )}
      {setting && (
        <AbsenceForm
          homeId={homeId}
          timezone={timezone}
          onDone={(changed) => {
            setSetting(false);
            left.current = true;
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
  const [asking, setAsking] = useState(false);
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState<CallFailure | null>(null);
  const book = useRuleBook();
  const begun = absence.state === "lasting";
  const end = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const why = String(new FormData(event.currentTarget).get("why")).trim();
    setBusy(true);
    const answer = await endAbsence(homeId, absence.id, why);
    setBusy(false);
    setFailed(answer.ok ? null : answer);
    if (answer.ok) onEnded();
  };
  return (
    <div className="absence" data-begun={begun}>
      <p>
        <strong>{absenceTitles[absence.kind]}</strong> {begun ? "until " : `from ${momentText(absence.startsAt, timezone)} until `}
        {momentText(absence.endsAt, timezone)}
      </p>
      {absence.note !== "" && <p className="absence-note">{absence.note}</p>}
      {absence.suspends.length === 0 ? (
        <p className="absence-silent">Every rule goes on.</p>
      ) : (
        <details className="absence-silent">
          <summary>{absence.suspends.length === 1 ? "One rule is" : `${absence.suspends.length} rules are`} silent meanwhile</summary>
          {absence.suspends.map((name) => ruleTitle(book, name)).join(", ")}
        </details>
      )}
      {editable && !asking && (
        <button type="button" onClick={() => setAsking(true)}>
          End it now
        </button>
      )}
      {asking && (
        <form className="absence-end" onSubmit={(event) => void end(event)}>
          <label className="field">
            Why (may stay empty)
            {/* biome-ignore lint/a11y/noAutofocus: it stands where the button stood that asked for it */}
            <input name="why" autoFocus maxLength={500} placeholder="back home since this morning" />
          </label>
          <button type="submit" className="primary" disabled={busy}>
            {busy ? "Ending…" : "End absence"}
          </button>
          <button type="button" className="plain" onClick={() => setAsking(false)}>
            Keep it
          </button>
          <p className="fault" role="alert">
            {failed === null ? null : `${failed.message} The absence goes on.`}
          </p>
        </form>
      )}
    </div>
  );
}
