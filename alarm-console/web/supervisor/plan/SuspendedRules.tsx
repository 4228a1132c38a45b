import { alwaysOn, useRuleBook } from "./ruleBook.ts";

/** Which rules are silent while somebody is away. Those that guard life are not among the choices. */
export function SuspendedRules({ chosen, onChange }: { chosen: readonly string[]; onChange(next: string[]): void }) {
  const book = useRuleBook();
  if (book === null) return <p className="quiet">Reading the rules…</p>;
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
