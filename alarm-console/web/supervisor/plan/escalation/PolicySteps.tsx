import type { EscalationPolicy, EscalationStep } from "#domain/answering/escalation.ts";
import type { Plan } from "#domain/plan.ts";
import type { Contact } from "#domain/record/contactFields.ts";
import { priorityTitles } from "../../../shared/design/priorityTitles.ts";
import { policyText } from "./policyText.ts";
import { StepFields } from "./StepFields.tsx";

interface PolicyStepsProps {
  priority: keyof Plan["route"];
  policy: EscalationPolicy;
  contacts: readonly Contact[];
  editable: boolean;
  /** Undefined: the default again. */
  onChange(policy: EscalationPolicy | undefined): void;
}

const mostSteps = 10;

/** The steps of a policy: as fields, or in words for staff who may not change plans. */
export function PolicySteps({ priority, policy, contacts, editable, onChange }: PolicyStepsProps) {
  const title = priorityTitles[priority].toLowerCase();
  const names = contacts.map(({ name }) => name);
  if (!editable) return <p>{policyText(policy, names)}</p>;
  const change = (place: number, next: EscalationStep) => onChange(policy.map((one, index) => (index === place ? next : one)));
  return (
    <>
      <ol className="policy-steps">
        {policy.map((step, place) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a step has no other identity than its place
          <li key={place}>
            <StepFields
              path={`plan.escalation.${priority}.${place}`}
              title={`Step ${place + 1} for ${title} alarms`}
              step={step}
              contacts={contacts}
              onChange={(next) => change(place, next)}
            />
            {policy.length > 1 && (
              <button type="button" className="link" onClick={() => onChange(policy.filter((_, index) => index !== place))}>
                Remove step {place + 1}
                <span className="hidden"> for {title} alarms</span>
              </button>
            )}
          </li>
        ))}
      </ol>
      <p className="secondary">After the last step the alarm goes to the centre.</p>
      <div className="step-buttons">
        {policy.length < mostSteps && (
          <button type="button" onClick={() => onChange([...policy, { notify: ["centre"], waitSeconds: 60 }])}>
            Add a step<span className="hidden"> for {title} alarms</span>
          </button>
        )}
        <button type="button" className="plain" onClick={() => onChange(undefined)}>
          Use the default<span className="hidden"> for {title} alarms</span>
        </button>
      </div>
    </>
  );
}
