import { type FormEvent, useState } from "react";
import type { Answer, CallFailure } from "../../api/call.ts";
import { Faults, faultsIn } from "../../forms/faults.ts";
import { EntryList } from "./EntryList.tsx";
import { FieldInput } from "./FieldInput.tsx";
import type { Field, Values } from "./fields.ts";

interface RecordFormProps {
  /** "Correct Edith Birch". */
  title: string;
  fields: readonly Field[];
  values: Values;
  save(values: Values): Promise<Answer<unknown>>;
  /** Left out: there is nothing to remove. */
  removal?: { words: string; remove(): Promise<Answer<unknown>> };
  onDone(): void;
  onCancel(): void;
}

/** A form over some fields of the record. Faults stand at their fields. What another person changed meanwhile is not overwritten. */
export function RecordForm({ title, fields, values: given, save, removal, onDone, onCancel }: RecordFormProps) {
  const [values, setValues] = useState(given);
  const [failure, setFailure] = useState<CallFailure | null>(null);
  const [busy, setBusy] = useState(false);
  const [isSure, setSure] = useState(false);
  const run = async (work: () => Promise<Answer<unknown>>) => {
    setBusy(true);
    const answer = await work();
    setBusy(false);
    setFailure(answer.ok ? null : answer);
    if (answer.ok) onDone();
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void run(() => save(values));
  };
  const general = faultsIn(failure).filter(({ path }) => path === "");
  return (
    <Faults.Provider value={faultsIn(failure)}>
      <form className="record-form" aria-label={title} onSubmit={submit} noValidate>
        <h4>{title}</h4>
        {fields.map((field) => {
          const of = {
            path: field.name,
            value: values[field.name],
            onChange: (value: unknown) => setValues((before) => ({ ...before, [field.name]: value })),
          };
          return field.type === "list" ? (
            <EntryList key={field.name} field={field} {...of} />
          ) : (
            <FieldInput key={field.name} field={field} {...of} />
          );
        })}
        {failure !== null && (
          <p className="fault" role="alert">
            {general.length > 0 ? general.map(({ message }) => message).join("; ") : failure.message}
          </p>
        )}
        <div className="buttons">
          <button type="submit" className="primary" disabled={busy}>
            Save
          </button>
          <button type="button" onClick={onCancel}>
            Cancel
          </button>
          {removal !== undefined && (
            <button type="button" disabled={busy} onClick={() => (isSure ? void run(removal.remove) : setSure(true))}>
              {isSure ? `Yes, ${removal.words}` : `${removal.words.charAt(0).toUpperCase()}${removal.words.slice(1)}…`}
            </button>
          )}
        </div>
      </form>
    </Faults.Provider>
  );
}
