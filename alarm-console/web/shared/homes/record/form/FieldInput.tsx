import { FaultText } from "../../../forms/FaultText.tsx";
import { fieldId, useFault } from "../../../forms/faults.ts";
import type { PlainField } from "./fields.ts";

export interface FieldInputProps {
  field: PlainField;
  /** The path of the field in the record: "risks.0.note". */
  path: string;
  value: unknown;
  onChange(value: unknown): void;
}

/** One field of the record with its title, its hint and its fault. */
export function FieldInput({ field, path, value, onChange }: FieldInputProps) {
  if (field.type === "choices") return <Choices field={field} path={path} value={value} onChange={onChange} />;
  return (
    <div className={field.type === "flag" ? "record-flag" : "field"}>
      {field.type === "flag" && <Input field={field} path={path} value={value} onChange={onChange} />}
      <label htmlFor={fieldId(path)}>{field.title}</label>
      {field.hint !== undefined && <span className="secondary">{field.hint}</span>}
      {field.type !== "flag" && <Input field={field} path={path} value={value} onChange={onChange} />}
      <FaultText path={path} />
    </div>
  );
}

const numberFrom = (text: string): number | null => (text.trim() === "" ? null : Number(text));

function Input({ field, path, value, onChange }: FieldInputProps) {
  const { field: attributes } = useFault(path);
  const text = value === null || value === undefined ? "" : String(value);
  switch (field.type) {
    case "flag":
      return <input {...attributes} type="checkbox" checked={value === true} onChange={(event) => onChange(event.target.checked)} />;
    case "lines":
      return <textarea {...attributes} rows={3} value={text} onChange={(event) => onChange(event.target.value)} />;
    case "date":
      return (
        <input
          {...attributes}
          type="date"
          value={text}
          onChange={(event) => onChange(event.target.value === "" ? null : event.target.value)}
        />
      );
    case "number":
    case "decimal":
      return (
        <input
          {...attributes}
          type="number"
          step={field.type === "decimal" ? "any" : 1}
          value={text}
          onChange={(event) => onChange(numberFrom(event.target.value))}
        />
      );
    case "choice":
      return (
        <select {...attributes} value={text} onChange={(event) => onChange(event.target.value)}>
          {field.options.map(([option, words]) => (
            <option key={option} value={option}>
              {words}
            </option>
          ))}
        </select>
      );
    default:
      return <input {...attributes} type="text" autoComplete="off" value={text} onChange={(event) => onChange(event.target.value)} />;
  }
}

function Choices({ field, path, value, onChange }: FieldInputProps & { field: PlainField & { type: "choices" } }) {
  const chosen = Array.isArray(value) ? (value as string[]) : [];
  return (
    <fieldset className="record-choices">
      <legend>{field.title}</legend>
      {field.options.map(([option, words]) => (
        <label key={option} className="record-flag">
          <input
            type="checkbox"
            checked={chosen.includes(option)}
            onChange={(event) => onChange(event.target.checked ? [...chosen, option] : chosen.filter((one) => one !== option))}
          />
          {words}
        </label>
      ))}
      <FaultText path={path} />
    </fieldset>
  );
}
