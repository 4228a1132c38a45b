import type { Plan } from "#domain/plan.ts";
import { PriorityMark } from "../../../shared/design/PriorityMark.tsx";
import { priorityTitles } from "../../../shared/design/priorityTitles.ts";
import { FaultText } from "../../../shared/forms/FaultText.tsx";
import { fieldId } from "../../../shared/forms/faults.ts";
import { type Edit, setFirstResponder } from "../draft/planEdits.ts";
import { firstResponderTitles } from "../planText.ts";

/** Who responds first to alarms of each priority. */
export function FirstResponders({ route, onEdit }: { route: Plan["route"]; onEdit(edit: Edit): void }) {
  return (
    <ul className="route">
      {(["critical", "urgent", "advisory", "info"] as const).map((priority) => (
        <li key={priority}>
          <fieldset id={fieldId(`plan.route.${priority}`)} tabIndex={-1}>
            <legend className="hidden">Who responds first to {priorityTitles[priority].toLowerCase()} alarms</legend>
            <PriorityMark priority={priority} />
            {(["carer", "centre"] as const).map((responder) => (
              <label key={responder} className="choice">
                <input
                  type="radio"
                  name={`route-${priority}`}
                  checked={route[priority] === responder}
                  onChange={() => onEdit(setFirstResponder(priority, responder))}
                />
                {firstResponderTitles[responder]}
              </label>
            ))}
          </fieldset>
          <FaultText path={`plan.route.${priority}`} />
        </li>
      ))}
    </ul>
  );
}
