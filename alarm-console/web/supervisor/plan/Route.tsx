import type { Plan } from "#domain/plan.ts";
import { StrengthMark } from "../../shared/design/StrengthMark.tsx";
import { FaultText } from "./FaultText.tsx";
import { fieldId } from "./faults.ts";
import { type Edit, tellFirst } from "./planEdits.ts";
import { strengthTitles, toldWords } from "./planWords.ts";

/** Who hears of each strength of alarm first. */
export function Route({ route, onEdit }: { route: Plan["route"]; onEdit(edit: Edit): void }) {
  return (
    <ul className="route">
      {(["critical", "urgent", "gentle", "notice"] as const).map((strength) => (
        <li key={strength}>
          <fieldset id={fieldId(`plan.route.${strength}`)} tabIndex={-1}>
            <legend className="hidden">{strengthTitles[strength]} alarms go first to</legend>
            <StrengthMark strength={strength} />
            {(["carer", "centre"] as const).map((whom) => (
              <label key={whom} className="choice">
                <input
                  type="radio"
                  name={`route-${strength}`}
                  checked={route[strength] === whom}
                  onChange={() => onEdit(tellFirst(strength, whom))}
                />
                {toldWords[whom]}
              </label>
            ))}
          </fieldset>
          <FaultText path={`plan.route.${strength}`} />
        </li>
      ))}
    </ul>
  );
}
