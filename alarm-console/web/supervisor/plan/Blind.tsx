import type { Plan } from "#domain/plan.ts";
import { fieldId } from "./faults.ts";
import type { PlanView, RuleInHome, RuleText } from "./planApi.ts";
import { alwaysOn, type RuleBook } from "./ruleBook.ts";

/** Above everything: rules that are on and see nothing, or not all. They are listed at their place too, but who scrolls there at 3 a.m.? */
export function Blind({ live, plan, book }: { live: PlanView; plan: Plan; book: RuleBook }) {
  const on = book.filter((rule) => alwaysOn(rule) || rule.name in plan.rules);
  const of = (rule: RuleText): RuleInHome | undefined => live.rules.find(({ name }) => name === rule.name);
  const blind = on.flatMap((rule) => {
    const why = of(rule)?.blind ?? [];
    // A home without a fall detector is not blind for want of one: what guards life waits for devices that may come.
    const counts = why.length > 0 && (!alwaysOn(rule) || why.some((one) => !one.startsWith("no ")));
    return counts ? [{ rule, why }] : [];
  });
  const seesLess = on.filter((rule) => (of(rule)?.seesLess.length ?? 0) > 0 && !blind.some((one) => one.rule === rule));
  const notHeard = [...new Set(seesLess.flatMap((rule) => of(rule)?.seesLess ?? []))];
  if (blind.length === 0 && seesLess.length === 0) return null;
  return (
    <section className="blind" aria-labelledby="blind-heading">
      <h3 id="blind-heading">
        {blind.length === 0
          ? `${seesLess.length === 1 ? "One rule sees" : `${seesLess.length} rules see`} less in this home`
          : blind.length === 1
            ? "One rule is blind in this home"
            : `${blind.length} rules are blind in this home`}
      </h3>
      <ul>
        {blind.map(({ rule, why }) => (
          <li key={rule.name}>
            <ToRule rule={rule} />: {why.join("; ")}
          </li>
        ))}
        {seesLess.length > 0 && (
          <li>
            {seesLess.map((rule, place) => (
              <span key={rule.name}>
                {place > 0 && ", "}
                <ToRule rule={rule} />
              </span>
            ))}{" "}
            {seesLess.length === 1 ? "sees" : "see"} less: {notHeard.join("; ")}
          </li>
        )}
      </ul>
    </section>
  );
}

const ToRule = ({ rule }: { rule: RuleText }) => (
  <button type="button" className="link" onClick={() => document.getElementById(fieldId(`plan.rules.${rule.name}`))?.focus()}>
    {rule.title}
  </button>
);
