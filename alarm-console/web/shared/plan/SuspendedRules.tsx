import { alwaysOn, useRuleBook } from "./ruleBook.ts";

/** Checkboxes for the rules that an absence pauses. Rules that are always on are not listed. */
export function SuspendedRules({ chosen, onChange }: { chosen: readonly string[]; onChange(next: string[]): void }) {
  const book = useRuleBook();
  if (book === null) return <p className="secondary">Loading rules…</p>;
  return (
    <ul className="choices">
      {book
        .filter((rule) => !alwaysOn(rule))
        .map((rule) => (
          <li key={rule.name}>
            <label className="choice">
              <input
                type="checkbox"
                checked={chosen.includes(rule.name)}
                onChange={(event) => onChange(event.target.checked ? [...chosen, rule.name] : chosen.filter((name) => name !== rule.name))}
              />
              {rule.title}
            </label>
          </li>
        ))}
    </ul>
  );
}
