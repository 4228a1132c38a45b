import type { Plan } from "#domain/plan.ts";
import { fieldId } from "../../../shared/forms/faults.ts";
import type { PlanView, RuleInHome, RuleText } from "../../../shared/plan/planApi.ts";
import { alwaysOn, type RuleBook } from "../../../shared/plan/ruleBook.ts";

interface RuleProblem {
  rule: RuleText;
  reasons: readonly string[];
}

/**
 * The warning above the plan: rules that are on but cannot work in this home, and rules that work with fewer sensors. Each rule card shows
 * the same, but a reader may not scroll that far.
 */
export function RulesThatCannotWork({ live, plan, book }: { live: PlanView; plan: Plan; book: RuleBook }) {
  const on = book.filter((rule) => alwaysOn(rule) || rule.name in plan.rules);
  const inHome = (rule: RuleText): RuleInHome | undefined => live.rules.find(({ name }) => name === rule.name);
  const cannotWork = on.flatMap((rule): RuleProblem[] => {
    const reasons = inHome(rule)?.blind ?? [];
    // Rules that are always on wait for devices that may come: a home without a fall detector is not at fault.
    const counts = reasons.length > 0 && (!alwaysOn(rule) || reasons.some((one) => !one.startsWith("no ")));
    return counts ? [{ rule, reasons }] : [];
  });
  const fewerSensors = on.filter((rule) => (inHome(rule)?.seesLess.length ?? 0) > 0 && !cannotWork.some((one) => one.rule === rule));
  const silent = [...new Set(fewerSensors.flatMap((rule) => inHome(rule)?.seesLess ?? []))];
  if (cannotWork.length === 0 && fewerSensors.length === 0) return null;
  const disabled = cannotWork.filter(({ rule }) => inHome(rule)?.off === "disabled").length;
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
