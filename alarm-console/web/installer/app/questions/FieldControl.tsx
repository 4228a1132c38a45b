import { useId } from "react";
import type { QuestionField } from "./fields.ts";

/** One field of a question, with its label and hint. */
export function FieldControl({ field, value }: { field: QuestionField; value: unknown }) {
  const id = useId();
  const { name, label, hint, type, options = [], required = false } = field;
  if (type === "flag")
    return (
      <label className="tick">
        <input type="checkbox" name={name} defaultChecked={value === true} />
        <span>{label}</span>
      </label>
    );
  if (type === "choices" || type === "choice") {
    const chosen = Array.isArray(value) ? (value as string[]) : [value];
    return (
      <fieldset className="ticks">
        <legend>{label}</legend>
        {options.map(([option, words]) => (
          <label key={option} className="tick">
            <input
              type={type === "choice" ? "radio" : "checkbox"}
              name={name}
              value={option}
              defaultChecked={chosen.includes(option)}
              required={required && type === "choice"}
            />
            <span>{words}</span>
          </label>
        ))}
      </fieldset>
    );
  }
  const text = typeof value === "string" ? value : "";
  const described = hint === undefined ? {} : { "aria-describedby": `${id}-hint` };
  const common = { id, name, defaultValue: text, required, autoComplete: field.autoComplete ?? "off", ...described };
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {hint !== undefined && (
        <span id={`${id}-hint`} className="secondary">
          {hint}
        </span>
      )}
      {type === "lines" ? <textarea rows={3} {...common} /> : <input type={type} {...common} />}
    </div>
  );
}

/** What the form says, by the names of its fields. */
export function readForm(form: HTMLFormElement, fields: readonly QuestionField[]): Record<string, unknown> {
  const data = new FormData(form);
  return Object.fromEntries(
    fields.map(({ name, type }) => {
      if (type === "flag") return [name, data.get(name) !== null];
      if (type === "choices") return [name, data.getAll(name).map(String)];
      return [name, String(data.get(name) ?? "").trim()];
    }),
  );
}
