import { type FormEvent, useEffect, useId, useState } from "react";
import { absenceKinds } from "#domain/absence.ts";
import { faultAt, faultsIn } from "../../supervisor/plan/faults.ts";
import { readPlan } from "../../supervisor/plan/planApi.ts";
import { SuspendedRules } from "../../supervisor/plan/SuspendedRules.tsx";
import type { CallFailure } from "../api/call.ts";
import { serverNow } from "../clock/serverClock.ts";
import { foreignZone, instantAt, wallInput } from "../clock/wallTime.ts";
import { momentText } from "./AbsenceLine.tsx";
import "./absence.css";
import { type AbsenceKind, setAbsence } from "./absences.ts";
import { absenceEnds, absenceTitles } from "./absenceWords.ts";

interface AbsenceFormProps {
  homeId: string;
  timezone: string;
  onDone(changed: boolean): void;
}

const dayMs = 86_400_000;

/** Times are the home's own wall clock, wherever this desk stands. */
export function AbsenceForm({ homeId, timezone, onDone }: AbsenceFormProps) {
  const [kind, setKind] = useState<AbsenceKind>("inHospital");
  const [suspends, setSuspends] = useState<string[] | null>(null);
  const [failed, setFailed] = useState<CallFailure | null>(null);
  const [busy, setBusy] = useState(false);
  const [ends, setEnds] = useState(() => wallInput(serverNow() + dayMs, timezone));
  const zone = foreignZone(timezone);
  const faultId = useId();

  useEffect(() => {
    let asking = true;
    void readPlan(homeId).then((answer) => {
      if (!asking) return;
      if (answer.ok) setSuspends((now) => now ?? answer.value.plan.absenceSuspends);
      else setFailed(answer);
    });
    return () => {
      asking = false;
    };
  }, [homeId]);

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (suspends === null) return;
    const fields = new FormData(event.currentTarget);
    const starts = String(fields.get("starts"));
    setBusy(true);
    const answer = await setAbsence(homeId, {
      kind,
      ...(starts === "" ? {} : { startsAt: instantAt(starts, timezone) }),
      endsAt: instantAt(ends, timezone),
      suspends,
      note: String(fields.get("note")).trim(),
    });
    setBusy(false);
    if (answer.ok) onDone(true);
    else setFailed(answer);
  };
  const faults = faultsIn(failed);
  const noteFault = faultAt(faults, "note");
  const invalid = (path: string) =>
    faultAt(faults, path) === null ? {} : ({ "aria-invalid": true, "aria-describedby": faultId } as const);

  return (
    <form className="absence-form" onSubmit={(event) => void submit(event)} aria-label="Set an absence">
      <fieldset className="absence-kinds">
        <legend className="hidden">What kind</legend>
        {absenceKinds.map((one) => (
          <label key={one} className="choice">
            {/* biome-ignore lint/a11y/noAutofocus: the form stands where the button stood that asked for it */}
            <input type="radio" name="kind" autoFocus={kind === one} checked={kind === one} onChange={() => setKind(one)} />
            {absenceTitles[one]}
          </label>
        ))}
      </fieldset>
      <div className="absence-times">
        <label className="field">
          From (now, where empty)
          <input type="datetime-local" name="starts" {...invalid("startsAt")} />
        </label>
        <label className="field">
          Until{zone === null ? "" : `, ${zone} time`}
          <input type="datetime-local" required value={ends} onChange={(event) => setEnds(event.target.value)} {...invalid("endsAt")} />
        </label>
      </div>
      <p className="fault" role="alert" id={faultId}>
        {faultAt(faults, "endsAt") ?? faultAt(faults, "startsAt")}
      </p>
      <details>
        <summary>
          Silent meanwhile:{" "}
          {suspends === null
            ? "as the plan says"
            : suspends.length === 0
              ? "no rule"
              : suspends.length === 1
                ? "one rule"
                : `${suspends.length} rules`}
        </summary>
        <SuspendedRules chosen={suspends ?? []} onChange={setSuspends} />
      </details>
      <label className="field">
        Note
        <input
          name="note"
          maxLength={500}
          placeholder="ward 7, telephone by the bed"
          {...(noteFault === null ? {} : { "aria-invalid": true, "aria-describedby": `${faultId}-note` })}
        />
      </label>
      {noteFault !== null && (
        <p className="fault" id={`${faultId}-note`}>
          {noteFault}
        </p>
      )}
      <p className="quiet">Presses, falls, smoke and gas ring as always. {absenceEnds[kind]}</p>
      <div className="absence-foot">
        <button type="submit" className="primary" disabled={busy || suspends === null}>
          {busy ? "Setting…" : `Set absence${ends === "" ? "" : ` until ${momentText(instantAt(ends, timezone), timezone)}`}`}
        </button>
        <button type="button" className="plain" onClick={() => onDone(false)}>
          Cancel
        </button>
      </div>
      <p className="fault" role="alert">
        {failed === null ? null : `${faults.length > 0 ? "" : `${failed.message} `}No absence is set.`}
      </p>
    </form>
  );
}
