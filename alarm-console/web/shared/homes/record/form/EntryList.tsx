import { FaultText } from "../../../forms/FaultText.tsx";
import { FieldInput } from "./FieldInput.tsx";
import type { EntryField, Values } from "./fields.ts";

interface EntryListProps {
  field: EntryField;
  path: string;
  value: unknown;
  onChange(value: unknown): void;
}

/** A list of entries with buttons to add and remove; with `single`, one entry or none. */
export function EntryList({ field, path, value, onChange }: EntryListProps) {
  const { title, hint, entry, single, fields, empty } = field;
  const entries: Values[] = single ? (value ? [value as Values] : []) : ((value as Values[] | undefined) ?? []);
  const give = (next: readonly Values[]) => onChange(single ? (next[0] ?? null) : next);
  return (
    <fieldset className="record-list">
      <legend>{title}</legend>
      {hint !== undefined && <p className="secondary">{hint}</p>}
      <FaultText path={path} />
      {entries.map((one, place) => {
        const of = single ? path : `${path}.${place}`;
        const remove = single || entries.length === 1 ? `Remove ${entry}` : `Remove ${entry} ${place + 1}`;
        return (
          // Entries have no name of their own, and none moves.
          // biome-ignore lint/suspicious/noArrayIndexKey: the place is what an entry is
          <div key={place} className="record-entry">
            {fields.map((inside) => (
              <FieldInput
                key={inside.name}
                field={inside}
                path={`${of}.${inside.name}`}
                value={one[inside.name]}
                onChange={(next) => give(entries.map((other, at) => (at === place ? { ...other, [inside.name]: next } : other)))}
              />
            ))}
            <button type="button" onClick={() => give(entries.filter((_, at) => at !== place))}>
              {remove}
            </button>
          </div>
        );
      })}
      {(!single || entries.length === 0) && (
        <button type="button" onClick={() => give([...entries, empty])}>
          Add {entry}
        </button>
      )}
    </fieldset>
  );
}
