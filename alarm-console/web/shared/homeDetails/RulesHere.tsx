import { useCallback, useState } from "react";
import { useWhileVisible } from "../clock/useWhileVisible.ts";
import { type PlanView, readPlan } from "../plan/planApi.ts";
import { useRuleBook } from "../plan/ruleBook.ts";
import { ruleProblems } from "../plan/ruleProblems.ts";

const refreshMs = 60_000;

/** The rules of this home's plan that cannot work here, each with its reason. Nothing where all of them work. */
export function RulesHere({ homeId }: { homeId: string }) {
  const book = useRuleBook();
  const [plan, setPlan] = useState<PlanView | null>(null);
  const read = useCallback(() => {
    void readPlan(homeId).then((answer) => answer.ok && setPlan(answer.value));
  }, [homeId]);
  useWhileVisible(read, refreshMs);
  if (plan === null || plan.homeId !== homeId || book === null) return null;
  const { cannotWork, fewerSensors, silent } = ruleProblems(plan.rules, plan.plan, book);
  if (cannotWork.length === 0 && fewerSensors.length === 0) return null;
  return (
    <section aria-labelledby="rules-here-heading">
      <h3 id="rules-here-heading">Rules that cannot work</h3>
      <ul className="problems">
        {cannotWork.map(({ rule, reasons }) => (
          <li key={rule.name}>
            <strong>{rule.title}</strong> cannot work: {reasons.join("; ")}.
          </li>
        ))}
        {fewerSensors.length > 0 && (
          <li>
            <strong>{fewerSensors.map(({ title }) => title).join(", ")}</strong> {fewerSensors.length === 1 ? "works" : "work"} with fewer
            sensors: {silent.join("; ")}.
          </li>
        )}
      </ul>
    </section>
  );
}
