import { type FormEvent, useEffect, useId, useState } from "react";
import { absenceKinds } from "#domain/absence.ts";
import type { CallFailure } from "../api/call.ts";
import { serverNow } from "../clock/serverClock.ts";
import { foreignZone, instantAt, wallInput } from "../clock/wallTime.ts";
import { faultAt, faultsIn } from "../forms/faults.ts";
import { readPlan } from "../plan/planApi.ts";
import { SuspendedRules } from "../plan/SuspendedRules.tsx";
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

/** Adds an absence. Times are in the home's local time, even when this computer is in another zone. */
export function AbsenceForm({ homeId, timezone, onDone }: AbsenceFormProps) {
  const [kind, setKind] = useState<AbsenceKind>("inHospital");
  const [suspends, setSuspends] = useState<string[] | null>(null);
  const [failed, setFailed] = useState<CallFailure | null>(null);
  const [busy, setBusy] = useState(false);
  const [ends, setEnds] = useState(() => wallInput(serverNow() + dayMs, timezone));
  const zone = foreignZone(timezone);
  const faultId = useId();

  useEffect(() => {
    let cancelled = false;
    void readPlan(homeId).then((answer) => {
      if (cancelled) return;
      if (answer.ok) setSuspends((now) => now ?? answer.value.plan.absenceSuspends);
      else setFailed(answer);
    });
    return () => {
      cancelled = true;
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
    <form className="absence-form" onSubmit={(event) => void submit(event)} aria-label="Add absence">
      <fieldset className="absence-kinds">
        <legend className="hidden">Kind of absence</legend>
        {absenceKinds.map((one) => (
          <label key={one} className="choice">
            {/* biome-ignore lint/a11y/noAutofocus: the form replaces the button that opened it */}
            <input type="radio" name="kind" autoFocus={kind === one} checked={kind === one} onChange={() => setKind(one)} />
            {absenceTitles[one]}
          </label>
        ))}
      </fieldset>
      <div className="absence-times">
        <label className="field">
          From (leave empty to start now)
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
        <summary>Rules paused: {suspends?.length ?? "as in the plan"}</summary>
        <SuspendedRules chosen={suspends ?? []} onChange={setSuspends} />
      </details>
      <label className="field">
        Note
        <input
          name="note"
          maxLength={500}
          placeholder="for example: ward 7, phone by the bed"
          {...(noteFault === null ? {} : { "aria-invalid": true, "aria-describedby": `${faultId}-note` })}
        />
      </label>
      {noteFault !== null && (
        <p className="fault" id={`${faultId}-note`}>
          {noteFault}
        </p>
      )}
      <p className="secondary">Calls for help, falls, smoke and gas still ring. {absenceEnds[kind]}</p>
      <div className="absence-foot">
        <button type="submit" className="primary" disabled={busy || suspends === null}>
          {busy ? "Adding…" : `Add absence${ends === "" ? "" : ` until ${momentText(instantAt(ends, timezone), timezone)}`}`}
        </button>
        <button type="button" className="plain" onClick={() => onDone(false)}>
          Cancel
        </button>
      </div>
      <p className="fault" role="alert">
        {failed === null ? null : `${faults.length > 0 ? "" : `${failed.message} `}The absence was not added.`}
      </p>
    </form>
  );
}
