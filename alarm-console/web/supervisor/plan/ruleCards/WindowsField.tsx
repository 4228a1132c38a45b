import { FaultText } from "../../../shared/forms/FaultText.tsx";
import { useFault } from "../../../shared/forms/faults.ts";

interface WindowsFieldProps {
  path: string;
  title: string;
  /** Names of the plan's time windows. */
  names: readonly string[];
  chosen: readonly string[];
  /** No window selected is the default of this setting. Otherwise it is an oversight: the rule would be on and never watch. */
  emptyIsDefault: boolean;
  onChange(next: string[]): void;
}

/** Selects the time windows in which a rule watches. Windows with the same name are one choice. */
export function WindowsField({ path, title, names, chosen, emptyIsDefault, onChange }: WindowsFieldProps) {
  const { field } = useFault(path);
  const offered = [...new Set([...names, ...chosen])];
  return (
    <fieldset className="setting" id={field.id} tabIndex={-1}>
      <legend>{title}</legend>
      <span className="setting-value">
        {offered.map((name) => (
          <label key={name} className="choice">
            <input
              type="checkbox"
              checked={chosen.includes(name)}
              onChange={(event) => onChange(event.target.checked ? [...chosen, name] : chosen.filter((one) => one !== name))}
            />
            {names.includes(name) ? name : `${name} (not in this plan)`}
          </label>
        ))}
        {offered.length === 0 && <span className="secondary">this plan has no time windows</span>}
      </span>
      {chosen.length === 0 && !emptyIsDefault && <p className="setting-none">No time window selected, so this never applies.</p>}
      <FaultText path={path} />
      {chosen.map((_, place) => (
        <FaultText key={`${path}.${String(place)}`} path={`${path}.${place}`} />
      ))}
    </fieldset>
  );
}
