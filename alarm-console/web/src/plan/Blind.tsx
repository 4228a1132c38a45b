import type { Plan } from "#domain/plan.ts";
import { fieldId } from "./faults.ts";
import type { PlanView } from "./planApi.ts";
import { alwaysOn, type RuleBook } from "./ruleBook.ts";

/** Above everything: rules that are on and see nothing. They are listed at their place too, but who scrolls there at 3 a.m.? */
export function Blind({ live, plan, book }: { live: PlanView; plan: Plan; book: RuleBook }) {
  const blind = book.flatMap((rule) => {
    const on = alwaysOn(rule) || rule.name in plan.rules;
    const why = live.rules.find(({ name }) => name === rule.name)?.blind ?? [];
    // A home without a fall detector is not blind for want of one: what guards life waits for devices that may come.
    const counts = on && why.length > 0 && (!alwaysOn(rule) || why.some((one) => !one.startsWith("no ")));
    return counts ? [{ rule, why }] : [];
  });
  if (blind.length === 0) return null;
  return (
    <section className="blind" aria-labelledby="blind-heading">
      <h3 id="blind-heading">{blind.length === 1 ? "One rule is blind in this home" : `${blind.length} rules are blind in this home`}</h3>
      <ul>
        {blind.map(({ rule, why }) => (
          <li key={rule.name}>
            <button type="button" className="link" onClick={() => document.getElementById(fieldId(`plan.rules.${rule.name}`))?.focus()}>
              {rule.title}
            </button>
            : {why.join("; ")}
          </li>
        ))}
      </ul>
    </section>
  );
}
