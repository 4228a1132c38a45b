import { type FormEvent, useEffect, useRef, useState } from "react";
import { type CallFailure, call } from "../../api/call.ts";
import { useNow } from "../../clock/useNow.ts";
import { wallDay, wallMinute } from "../../clock/wallTime.ts";
import { FaultText } from "../../forms/FaultText.tsx";
import { Faults, faultsIn, useFault } from "../../forms/faults.ts";
import type { HomeDetail } from "../../homeDetails/home.ts";
import { caseHref } from "../../navigation/pageAddress.ts";
import "./service.css";

interface EndServiceProps {
  home: HomeDetail;
  onEnded(): void;
}

/** The end of the service of a home: what it ends, why, and what is returned. The button is below what it does. */
export function EndService({ home, onEnded }: EndServiceProps) {
  const [asking, setAsking] = useState(false);
  return (
    <section className="service" aria-labelledby="service-heading">
      <h3 id="service-heading">End of service</h3>
      {asking ? (
        <EndForm home={home} onEnded={onEnded} onCancel={() => setAsking(false)} />
      ) : (
        <button type="button" onClick={() => setAsking(true)}>
          End the service of this home…
        </button>
      )}
    </section>
  );
}

const wholeText = (count: number, one: string, many: string): string => (count === 1 ? `1 ${one}` : `${count} ${many}`);

/** What the end does, in the order in which it matters. */
function whatEnds({ devices, contacts }: HomeDetail): string[] {
  return [
    "Nothing in this home raises an alarm any more: a press, a fall or smoke reaches no one.",
    `${devices.length === 0 ? "Gateways" : `${wholeText(devices.length, "device", "devices")}, and each gateway,`} can no longer log in.`,
    `The plan and its ladder stop: no rule watches, and ${contacts.length === 0 ? "no contact" : `none of ${wholeText(contacts.length, "contact", "contacts")}`} is called or notified.`,
    "Family carers lose their access to this home.",
    "The record, the readings and the past alarms stay. Within a day the end can be undone, and everything is as it was.",
  ];
}

function EndForm({ home, onEnded, onCancel }: EndServiceProps & { onCancel(): void }) {
  const [why, setWhy] = useState("");
  const [returned, setReturned] = useState<readonly string[]>([]);
  const [failure, setFailure] = useState<CallFailure | null>(null);
  const [busy, setBusy] = useState(false);
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  const now = useNow(
    (ms) => `${wallDay(new Date(ms).toISOString(), home.timezone)} ${wallMinute(new Date(ms).toISOString(), home.timezone)}`,
  );
  const end = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    const answer = await call("POST", `/api/v1/homes/${home.id}/end`, { why, returned });
    setBusy(false);
    setFailure(answer.ok ? null : answer);
    if (answer.ok) onEnded();
  };
  return (
    <Faults.Provider value={faultsIn(failure)}>
      <form className="service-form" aria-label="End the service" onSubmit={(event) => void end(event)} noValidate>
        <h4 ref={heading} tabIndex={-1}>
          End the service of {home.name}?
        </h4>
        <p>It ends at once: {now}. Then:</p>
        <ul>
          {whatEnds(home).map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
        <Reason value={why} onChange={setWhy} hint="Such as: moved to a care home on 28 November" />
        {home.devices.length > 0 && <Returned home={home} chosen={returned} onChange={setReturned} />}
        <Refusal failure={failure} />
        <div className="buttons">
          <button type="submit" className="danger" disabled={busy}>
            Yes, end the service now
          </button>
          <button type="button" onClick={onCancel}>
            Keep the service
          </button>
        </div>
      </form>
    </Faults.Provider>
  );
}

interface ReasonProps {
  value: string;
  hint: string;
  onChange(text: string): void;
}

/** The reason, for the history of the record. */
export function Reason({ value, hint, onChange }: ReasonProps) {
  const { field } = useFault("why");
  return (
    <div className="field">
      <label htmlFor={field.id}>Reason</label>
      <span className="secondary">{hint}</span>
      <input {...field} value={value} maxLength={500} autoComplete="off" onChange={(event) => onChange(event.target.value)} />
      <FaultText path="why" />
    </div>
  );
}

interface ReturnedProps {
  home: HomeDetail;
  chosen: readonly string[];
  onChange(chosen: readonly string[]): void;
}

function Returned({ home: { devices }, chosen, onChange }: ReturnedProps) {
  const allChosen = chosen.length === devices.length;
  return (
    <fieldset>
      <legend>What goes back to stock?</legend>
      <button type="button" className="link" onClick={() => onChange(allChosen ? [] : devices.map(({ id }) => id))}>
        {allChosen ? "Choose none" : "Choose all"}
      </button>
      {devices.map(({ id, name, room, serial }) => (
        <label key={id} className="choice">
          <input
            type="checkbox"
            checked={chosen.includes(id)}
            onChange={(event) => onChange(event.target.checked ? [...chosen, id] : chosen.filter((one) => one !== id))}
          />
          {[name, room, serial === "" ? "" : `serial number ${serial}`].filter((part) => part !== "").join(", ")}
        </label>
      ))}
    </fieldset>
  );
}

/** Why the service did not end. Open cases are named, so that they can be closed. */
function Refusal({ failure }: { failure: CallFailure | null }) {
  const open = failure?.code === "openCases" ? ((failure.details as { cases?: string[] } | null)?.cases ?? []) : [];
  return (
    <div role="alert">
      {failure !== null && (
        <p className="fault">
          The service has not ended. {failure.message}{" "}
          {open.map((id) => (
            <a key={id} href={caseHref(id)}>
              Open case {id}
            </a>
          ))}
        </p>
      )}
    </div>
  );
}
