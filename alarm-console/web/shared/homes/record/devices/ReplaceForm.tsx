import { type FormEvent, useEffect, useRef, useState } from "react";
import { type CallFailure, call } from "../../../api/call.ts";
import { Faults, faultsIn } from "../../../forms/faults.ts";
import type { DeviceDetail, HomeDetail } from "../../../homeDetails/home.ts";
import { FieldInput } from "../form/FieldInput.tsx";
import type { PlainField, Values } from "../form/fields.ts";
import type { Login } from "./DeviceLogin.tsx";

interface ReplaceFormProps {
  home: HomeDetail;
  device: DeviceDetail;
  onReplaced(login: Login): void;
  /** The record is older than that of the service. */
  onStale(): void;
  onCancel(): void;
}

const fields: readonly PlainField[] = [
  { name: "serial", title: "Serial number of the new unit", type: "text" },
  { name: "model", title: "Model of the new unit", type: "text" },
  { name: "batteryType", title: "Battery of the new unit", type: "text" },
];

/** A new unit takes the place of this one. It is a question too: it says what will happen before its button. */
export function ReplaceForm({ home, device, onReplaced, onStale, onCancel }: ReplaceFormProps) {
  const [values, setValues] = useState<Values>({ serial: "", model: device.model, batteryType: device.batteryType });
  const [failure, setFailure] = useState<CallFailure | null>(null);
  const [busy, setBusy] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => form.current?.querySelector("input")?.focus(), []);
  const replace = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    const unit = Object.fromEntries(Object.entries(values).filter(([, value]) => value !== ""));
    const seen = { "if-match": `"${device.version}"` };
    const path = `/api/v1/homes/${home.id}/devices/${device.id}/replace`;
    const answer = await call<{ mqtt: Login }>("POST", path, unit, undefined, seen);
    setBusy(false);
    if (answer.ok) return onReplaced(answer.value.mqtt);
    setFailure(answer);
    if (answer.status === 412) onStale();
  };
  return (
    <Faults.Provider value={faultsIn(failure)}>
      <form ref={form} className="record-form" aria-label={`Replace ${device.name}`} onSubmit={(event) => void replace(event)} noValidate>
        <h4>Replace {device.name} by a new unit</h4>
        <ul className="record-units">
          <li>The old unit is disconnected at once. A press of it reaches no one any more.</li>
          <li>The new unit needs the login that you get next. Until it has connected, nothing of {device.name} arrives.</li>
          <li>Readings, alarms and rules go on as before, and the old unit stays in the history.</li>
        </ul>
        {fields.map((field) => (
          <FieldInput
            key={field.name}
            field={field}
            path={field.name}
            value={values[field.name]}
            onChange={(value) => setValues((before) => ({ ...before, [field.name]: value }))}
          />
        ))}
        {failure !== null && (
          <p className="fault" role="alert">
            {failure.status === 412
              ? `Not replaced: another person changed ${device.name} meanwhile. The record above now shows the change; look at it, then replace.`
              : failure.message}
          </p>
        )}
        <div className="buttons">
          <button type="submit" className="danger" disabled={busy}>
            Yes, replace the unit
          </button>
          <button type="button" onClick={onCancel}>
            Keep the old unit
          </button>
        </div>
      </form>
    </Faults.Provider>
  );
}
