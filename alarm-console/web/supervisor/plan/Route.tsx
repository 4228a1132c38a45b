import type { Plan } from "#domain/plan.ts";
import { PriorityMark } from "../../shared/design/PriorityMark.tsx";
import { FaultText } from "./FaultText.tsx";
import { fieldId } from "./faults.ts";
import { type Edit, tellFirst } from "./planEdits.ts";
import { firstResponderWords, priorityTitles } from "./planWords.ts";

/** Who hears of each priority of alarm first. */
export function Route({ route, onEdit }: { route: Plan["route"]; onEdit(edit: Edit): void }) {
  return (
    <ul className="route">
      {(["critical", "urgent", "advisory", "info"] as const).map((priority) => (
        <li key={priority}>
          <fieldset id={fieldId(`plan.route.${priority}`)} tabIndex={-1}>
            <legend className="hidden">{priorityTitles[priority]} alarms go first to</legend>
            <PriorityMark priority={priority} />
            {(["carer", "centre"] as const).map((whom) => (
              <label key={whom} className="choice">
                <input
                  type="radio"
                  name={`route-${priority}`}
                  checked={route[priority] === whom}
                  onChange={() => onEdit(tellFirst(priority, whom))}
                />
                {firstResponderWords[whom]}
              </label>
            ))}
          </fieldset>
          <FaultText path={`plan.route.${priority}`} />
        </li>
      ))}
    </ul>
  );
}
