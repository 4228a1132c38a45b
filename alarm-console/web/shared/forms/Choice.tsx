/** Value and words of each option. */
export type Options = readonly (readonly [value: string, words: string])[];

interface ChoiceProps {
  label: string;
  options: Options;
  value: string;
  onChange(event: { target: { value: string } }): void;
}

/** A filter: any, or one of the options. A value of the address that the list does not offer, such as a rule of an older version, stays chosen. */
export function Choice({ label, options, value, onChange }: ChoiceProps) {
  const shown: Options = value === "" || options.some(([one]) => one === value) ? options : [[value, value], ...options];
  return (
    <label className="field">
      {label}
      <select value={value} onChange={onChange}>
        <option value="">Any</option>
        {shown.map(([one, words]) => (
          <option key={one} value={one}>
            {words}
          </option>
        ))}
      </select>
    </label>
  );
}
