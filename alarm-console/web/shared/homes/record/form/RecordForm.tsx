import type { FormEvent } from "react";
import type { Answer } from "../../../api/call.ts";
import { AskFirst } from "../../../design/AskFirst.tsx";
import { Faults, faultsIn } from "../../../forms/faults.ts";
import { EntryList } from "./EntryList.tsx";
import { FieldInput } from "./FieldInput.tsx";
import type { Field, Values } from "./fields.ts";
import { Meanwhile } from "./Meanwhile.tsx";
import { type FormSubject, useRecordForm } from "./useRecordForm.ts";

interface RecordFormProps extends FormSubject {
  /** "Correct Edith Birch". */
  title: string;
  fields: readonly Field[];
  timezone: string;
  /** What a reader must know before filling it in. */
  intro?: string;
  /** Left out: there is nothing to remove. `words`: "remove this person"; `question`: what will happen. */
  removal?: { words: string; question: string; remove(version: number): Promise<Answer<unknown>> };
  onDone(answer: unknown): void;
  onCancel(): void;
}

/** A form over some fields of the record. Faults stand at their fields. What another person changed meanwhile is shown and not overwritten unseen. */
export function RecordForm({ title, fields, timezone, intro, removal, onDone, onCancel, ...subject }: RecordFormProps) {
  const { values, set, row, failure, meanwhile, busy, save, run } = useRecordForm({ ...subject, fields, onDone });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save();
  };
  const general = faultsIn(failure).filter(({ path }) => path === "" || !fields.some(({ name }) => path.split(".")[0] === name));
  return (
    <Faults.Provider value={faultsIn(failure)}>
      <form className="record-form" aria-label={title} onSubmit={submit} noValidate>
        <h4>{title}</h4>
        {intro !== undefined && <p className="secondary">{intro}</p>}
        {fields.map((field) => (
          <AnyField key={field.name} field={field} value={values[field.name]} onChange={(value) => set(field.name, value)} />
        ))}
        <div role="alert">
          {meanwhile !== null && <Meanwhile meanwhile={meanwhile} timezone={timezone} />}
          {failure !== null && (
            <p className="fault">{general.length > 0 ? general.map(({ message }) => message).join("; ") : failure.message}</p>
          )}
        </div>
        <div className="buttons">
          <button type="submit" className="primary" disabled={busy || meanwhile?.isGone === true}>
            {meanwhile === null ? "Save" : "Save my changes"}
          </button>
          <button type="button" onClick={onCancel}>
            Cancel
          </button>
        </div>
        {removal !== undefined && row !== null && (
          <AskFirst
            label={`${removal.words.charAt(0).toUpperCase()}${removal.words.slice(1)}`}
            question={removal.question}
            yes={`Yes, ${removal.words}`}
            no="No, keep"
            busy={busy}
            onYes={() => void run(() => removal.remove(row.version))}
          />
        )}
      </form>
    </Faults.Provider>
  );
}

function AnyField({ field, value, onChange }: { field: Field; value: Values[string]; onChange(value: unknown): void }) {
  const of = { path: field.name, value, onChange };
  return field.type === "list" ? <EntryList field={field} {...of} /> : <FieldInput field={field} {...of} />;
}
