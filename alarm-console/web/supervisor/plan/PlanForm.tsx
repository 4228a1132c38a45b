import { useEffect, useState } from "react";
import type { Plan } from "#domain/plan.ts";
import { FaultList } from "./FaultList.tsx";
import { FaultText } from "./FaultText.tsx";
import { type Fault, useFault } from "./faults.ts";
import { PlanDates } from "./PlanDates.tsx";
import { type PlanView, readTemplates, type TemplatePlan } from "./planApi.ts";
import { type Edit, nameIt, suspend } from "./planEdits.ts";
import { Route } from "./Route.tsx";
import { RuleCard } from "./RuleCard.tsx";
import { alwaysOn, type RuleBook } from "./ruleBook.ts";
import { SuspendedRules } from "./SuspendedRules.tsx";
import { Templates } from "./Templates.tsx";
import { Windows } from "./Windows.tsx";

interface PlanFormProps {
  live: PlanView;
  plan: Plan;
  book: RuleBook;
  faults: readonly Fault[];
  editable: boolean;
  onEdit(edit: Edit): void;
}

export function PlanForm({ live, plan, book, faults, editable, onEdit }: PlanFormProps) {
  const rules = (which: RuleBook) =>
    which.map((rule) => (
      <RuleCard
        key={rule.name}
        rule={rule}
        inHome={live.rules.find(({ name }) => name === rule.name)}
        plan={plan}
        live={live.plan}
        onEdit={onEdit}
      />
    ));
  return (
    <form className="plan-form" noValidate onSubmit={(event) => event.preventDefault()} aria-label="Plan">
      <FaultList faults={faults} book={book} />
      <fieldset disabled={!editable}>
        {editable && (
          <section aria-labelledby="begin-heading">
            <h3 id="begin-heading">Begin from</h3>
            <Begin plan={plan} book={book} onEdit={onEdit} />
            <NameField name={plan.name} onEdit={onEdit} />
          </section>
        )}
        <section aria-labelledby="rules-heading">
          <h3 id="rules-heading">Rules about how the day and night go</h3>
          <ul className="rules">{rules(book.filter((rule) => !alwaysOn(rule)))}</ul>
        </section>
        <section aria-labelledby="always-heading">
          <h3 id="always-heading">Always on</h3>
          <ul className="rules">{rules(book.filter(alwaysOn))}</ul>
        </section>
        <section aria-labelledby="windows-heading">
          <h3 id="windows-heading">Windows: the times of day by which rules watch</h3>
          <Windows windows={plan.windows} onEdit={onEdit} />
        </section>
        <div className="plan-two">
          <section aria-labelledby="route-heading">
            <h3 id="route-heading">Who is told first</h3>
            <Route route={plan.route} onEdit={onEdit} />
          </section>
          <section aria-labelledby="suspends-heading">
            <h3 id="suspends-heading">Silent while somebody is away</h3>
            <SuspendedRules chosen={plan.absenceSuspends} onChange={(next) => onEdit(suspend(next))} />
            <FaultText path="plan.absenceSuspends" />
          </section>
        </div>
        <section aria-labelledby="dates-heading">
          <h3 id="dates-heading">From when until when</h3>
          <PlanDates plan={plan} onEdit={onEdit} />
        </section>
      </fieldset>
    </form>
  );
}

function Begin({ plan, book, onEdit }: Pick<PlanFormProps, "plan" | "book" | "onEdit">) {
  const [templates, setTemplates] = useState<readonly TemplatePlan[]>([]);
  useEffect(() => {
    let asking = true;
    void readTemplates().then((answer) => {
      if (asking && answer.ok) setTemplates(answer.value.items);
    });
    return () => {
      asking = false;
    };
  }, []);
  return <Templates templates={templates} plan={plan} book={book} onEdit={onEdit} />;
}

function NameField({ name, onEdit }: { name: string; onEdit(edit: Edit): void }) {
  const { field } = useFault("plan.name");
  return (
    <>
      <label className="field plan-name">
        Name of this plan
        <input {...field} maxLength={80} value={name} onChange={(event) => onEdit(nameIt(event.target.value))} />
      </label>
      <FaultText path="plan.name" />
    </>
  );
}
