import { FaultText } from "./FaultText.tsx";
import { useFault } from "./faults.ts";

interface WindowsFieldProps {
  path: string;
  title: string;
  /** Names of the plan's windows. */
  names: readonly string[];
  chosen: readonly string[];
  /** Whether none chosen is what is usual, and not an oversight by which a rule would be on and never watch. */
  noneIsUsual: boolean;
  onChange(next: string[]): void;
}

/** In which of the plan's windows a rule watches; several of one name are one choice. */
export function WindowsField({ path, title, names, chosen, noneIsUsual, onChange }: WindowsFieldProps) {
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
        {offered.length === 0 && <span className="quiet">this plan has no windows</span>}
      </span>
      {chosen.length === 0 && !noneIsUsual && <p className="setting-none">None chosen, so there is no such time.</p>}
      <FaultText path={path} />
      {chosen.map((_, place) => (
        <FaultText key={`${path}.${String(place)}`} path={`${path}.${place}`} />
      ))}
    </fieldset>
  );
}
