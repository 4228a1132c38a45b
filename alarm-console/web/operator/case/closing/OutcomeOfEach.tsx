import type { CaseView } from "#domain/answering/case.ts";
import { usualFirst } from "#domain/answering/usualOutcomes.ts";
import type { Outcome } from "../../../shared/cases/useOutcomes.ts";

interface OutcomeOfEachProps {
  alarms: CaseView["alarms"];
  choices: readonly Outcome[];
  /** By the id of the alarm. An alarm that is not in it ends with the outcome for all. */
  chosen: Readonly<Record<string, string>>;
  onChange(chosen: Readonly<Record<string, string>>): void;
}

/** Unfolded: each alarm of the case can end with another outcome than the one for all. */
export function OutcomeOfEach({ alarms, choices, chosen, onChange }: OutcomeOfEachProps) {
  const choose = (id: string, code: string) => {
    const { [id]: _former, ...rest } = chosen;
    onChange(code === "" ? rest : { ...rest, [id]: code });
  };
  return (
    <details className="outcome-of-each">
      <summary>A different outcome for one alarm</summary>
      {alarms.map(({ id, rule, sentence }) => (
        <label key={id} className="field">
          {sentence}
          <select value={chosen[id] ?? ""} onChange={(event) => choose(id, event.target.value)}>
            <option value="">As for all</option>
            {usualFirst(choices, rule).map(({ code, label }) => (
              <option key={code} value={code}>
                {label}
              </option>
            ))}
          </select>
        </label>
      ))}
    </details>
  );
}
