import type { EscalationPolicy } from "#domain/answering/escalation.ts";
import type { Plan } from "#domain/plan.ts";
import type { Contact } from "#domain/record/contactFields.ts";
import { PriorityMark } from "../../../shared/design/PriorityMark.tsx";
import { priorityTitles } from "../../../shared/design/priorityTitles.ts";
import { FaultText } from "../../../shared/forms/FaultText.tsx";
import { fieldId } from "../../../shared/forms/faults.ts";
import { type Edit, setFirstResponder, setPolicy } from "../draft/planEdits.ts";
import { firstResponderTitles } from "../planText.ts";
import { PolicySteps } from "./PolicySteps.tsx";
import { defaultText } from "./policyText.ts";
import "./escalation.css";

interface RespondersProps {
  plan: Pick<Plan, "route" | "escalation">;
  contacts: readonly Contact[];
  editable: boolean;
  onEdit(edit: Edit): void;
}

/** Who is notified of alarms of each priority, and in which order. */
export function Responders({ plan, contacts, editable, onEdit }: RespondersProps) {
  const unreachable = contacts.filter(({ channels }) => channels.length === 0).map(({ name }) => name);
  return (
    <>
      <ul className="responders">
        {(["critical", "urgent", "advisory", "info"] as const).map((priority) => {
          // A draft or version of before has no policies.
          const policy = plan.escalation?.[priority];
          const edit = (next: EscalationPolicy | undefined) => onEdit(setPolicy(priority, next));
          return (
            <li key={priority} id={fieldId(`plan.escalation.${priority}`)} tabIndex={-1}>
              <PriorityMark priority={priority} />
              <div>
                {policy === undefined ? (
                  <DefaultPolicy priority={priority} plan={plan} contacts={contacts} editable={editable} onEdit={onEdit} />
                ) : (
                  <PolicySteps priority={priority} policy={policy} contacts={contacts} editable={editable} onChange={edit} />
                )}
              </div>
            </li>
          );
        })}
      </ul>
      {unreachable.length > 0 && (
        <p className="secondary">
          {new Intl.ListFormat("en-GB").format(unreachable)} cannot be notified by Link Line: the home’s record has no text number or e-mail
          address for them. Staff call them.
        </p>
      )}
    </>
  );
}

type DefaultPolicyProps = RespondersProps & { priority: keyof Plan["route"] };

function DefaultPolicy({ priority, plan: { route }, contacts, editable, onEdit }: DefaultPolicyProps) {
  const start: EscalationPolicy = [
    ...(route[priority] === "carer" && contacts.length > 0 ? [{ notify: [1], waitSeconds: 180 }] : []),
    { notify: ["centre"], waitSeconds: 60 },
  ];
  return (
    <>
      <fieldset id={fieldId(`plan.route.${priority}`)} tabIndex={-1}>
        <legend className="hidden">Who responds first to {priorityTitles[priority].toLowerCase()} alarms</legend>
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
      <p className="secondary">
        {defaultText(
          route[priority],
          contacts.map(({ name }) => name),
        )}
      </p>
      {editable && (
        <button type="button" className="link" onClick={() => onEdit(setPolicy(priority, start))}>
          Set steps<span className="hidden"> for {priorityTitles[priority].toLowerCase()} alarms</span>
        </button>
      )}
    </>
  );
}
