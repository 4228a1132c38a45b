import type { Plan } from "#domain/plan.ts";
import { fieldId } from "../../../shared/forms/faults.ts";
import type { PlanView, RuleText } from "../../../shared/plan/planApi.ts";
import type { RuleBook } from "../../../shared/plan/ruleBook.ts";
import { ruleProblems } from "../../../shared/plan/ruleProblems.ts";

/**
 * The warning above the plan: rules that are on but cannot work in this home, and rules that work with fewer sensors. Each rule card shows
 * the same, but a reader may not scroll that far.
 */
export function RulesThatCannotWork({ live, plan, book }: { live: PlanView; plan: Plan; book: RuleBook }) {
  const { cannotWork, fewerSensors, silent } = ruleProblems(live.rules, plan, book);
  if (cannotWork.length === 0 && fewerSensors.length === 0) return null;
  const disabled = cannotWork.filter(({ isDisabled }) => isDisabled).length;
  return (
    <section className="cannot-work" aria-labelledby="cannot-work-heading">
      <h3 id="cannot-work-heading">
        {cannotWork.length === 0
          ? `${count(fewerSensors.length)} ${fewerSensors.length === 1 ? "works" : "work"} with fewer sensors`
          : `${count(cannotWork.length)} can't work: ${cause(cannotWork.length, disabled)}`}
      </h3>
      <ul>
        {cannotWork.map(({ rule, reasons }) => (
          <li key={rule.name}>
            <LinkToRule rule={rule} />: {reasons.join("; ")}
          </li>
        ))}
        {fewerSensors.length > 0 && (
          <li>
            {fewerSensors.map((rule, index) => (
              <span key={rule.name}>
                {index > 0 && ", "}
                <LinkToRule rule={rule} />
              </span>
            ))}{" "}
            {fewerSensors.length === 1 ? "works" : "work"} with fewer sensors: {silent.join("; ")}
          </li>
        )}
      </ul>
    </section>
  );
}

const count = (rules: number): string => (rules === 1 ? "1 rule" : `${rules} rules`);

function cause(all: number, disabled: number): string {
  const sensors = "sensor missing or silent";
  if (disabled === 0) return sensors;
  return disabled === all ? "stopped after an error" : `${sensors}, or stopped after an error`;
}

const LinkToRule = ({ rule }: { rule: RuleText }) => (
  <button type="button" className="link" onClick={() => document.getElementById(fieldId(`plan.rules.${rule.name}`))?.focus()}>
    {rule.title}
  </button>
);
