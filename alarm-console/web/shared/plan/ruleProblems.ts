import type { Plan } from "#domain/plan.ts";
import type { RuleInHome, RuleText } from "./planApi.ts";
import { alwaysOn, type RuleBook } from "./ruleBook.ts";

export interface RuleProblem {
  rule: RuleText;
  reasons: readonly string[];
  /** Stopped after an error in this home. */
  isDisabled: boolean;
}

export interface RuleProblems {
  /** Rules that are on and cannot work in this home. */
  cannotWork: readonly RuleProblem[];
  /** Rules that work with fewer sensors. */
  fewerSensors: readonly RuleText[];
  /** The devices that those rules miss. */
  silent: readonly string[];
}

/** What stops the rules of a plan from working in a home. */
export function ruleProblems(inHome: readonly RuleInHome[], plan: Plan, book: RuleBook): RuleProblems {
  const on = book.filter((rule) => alwaysOn(rule) || rule.name in plan.rules);
  const of = (rule: RuleText): RuleInHome | undefined => inHome.find(({ name }) => name === rule.name);
  const cannotWork = on.flatMap((rule): RuleProblem[] => {
    const reasons = of(rule)?.blind ?? [];
    // Rules that are always on wait for devices that may come: a home without a fall detector is not at fault.
    const counts = reasons.length > 0 && (!alwaysOn(rule) || reasons.some((one) => !one.startsWith("no ")));
    return counts ? [{ rule, reasons, isDisabled: of(rule)?.off === "disabled" }] : [];
  });
  const fewerSensors = on.filter((rule) => (of(rule)?.seesLess.length ?? 0) > 0 && !cannotWork.some((one) => one.rule === rule));
  return { cannotWork, fewerSensors, silent: [...new Set(fewerSensors.flatMap((rule) => of(rule)?.seesLess ?? []))] };
}
