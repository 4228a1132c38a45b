import { useEffect, useState } from "react";
import type { Plan } from "#domain/plan.ts";
import type { Contact } from "#domain/record/contactFields.ts";
import { FaultText } from "../../../shared/forms/FaultText.tsx";
import { type Fault, useFault } from "../../../shared/forms/faults.ts";
import { type PlanView, readTemplates, type TemplatePlan } from "../../../shared/plan/planApi.ts";
import { alwaysOn, type RuleBook } from "../../../shared/plan/ruleBook.ts";
import { SuspendedRules } from "../../../shared/plan/SuspendedRules.tsx";
import { type Edit, setName, setSuspendedRules } from "../draft/planEdits.ts";
import { Responders } from "../escalation/Responders.tsx";
import { RuleCard } from "../ruleCards/RuleCard.tsx";
import { FaultList } from "./FaultList.tsx";
import { PlanDates } from "./PlanDates.tsx";
import { Templates } from "./Templates.tsx";
import { TimeWindows } from "./TimeWindows.tsx";

interface PlanFormProps {
  live: PlanView;
  plan: Plan;
  book: RuleBook;
  contacts: readonly Contact[];
  faults: readonly Fault[];
  editable: boolean;
  onEdit(edit: Edit): void;
}

/** All parts of a plan as one form. It is read-only for staff who may not change plans. */
export function PlanForm({ live, plan, book, contacts, faults, editable, onEdit }: PlanFormProps) {
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
          <section aria-labelledby="templates-heading">
            <h3 id="templates-heading">Start from a template</h3>
            <StartFrom plan={plan} book={book} onEdit={onEdit} />
            <NameField name={plan.name} onEdit={onEdit} />
          </section>
        )}
        <section aria-labelledby="rules-heading">
          <h3 id="rules-heading">Day and night rules</h3>
          <ul className="rules">{rules(book.filter((rule) => !alwaysOn(rule)))}</ul>
        </section>
        <section aria-labelledby="always-heading">
          <h3 id="always-heading">Always on</h3>
          <ul className="rules">{rules(book.filter(alwaysOn))}</ul>
        </section>
        <section aria-labelledby="windows-heading">
          <h3 id="windows-heading">Time windows: when rules watch</h3>
          <TimeWindows windows={plan.windows} onEdit={onEdit} />
        </section>
        <section aria-labelledby="route-heading">
          <h3 id="route-heading">Who responds</h3>
          <Responders plan={plan} contacts={contacts} editable={editable} onEdit={onEdit} />
        </section>
        <div className="plan-two">
          <section aria-labelledby="suspends-heading">
            <h3 id="suspends-heading">Paused during absences</h3>
            <SuspendedRules chosen={plan.absenceSuspends} onChange={(next) => onEdit(setSuspendedRules(next))} />
            <FaultText path="plan.absenceSuspends" />
          </section>
          <section aria-labelledby="dates-heading">
            <h3 id="dates-heading">Dates</h3>
            <PlanDates plan={plan} onEdit={onEdit} />
          </section>
        </div>
      </fieldset>
    </form>
  );
}

function StartFrom({ plan, book, onEdit }: Pick<PlanFormProps, "plan" | "book" | "onEdit">) {
  const [templates, setTemplates] = useState<readonly TemplatePlan[]>([]);
  useEffect(() => {
    let cancelled = false;
    void readTemplates().then((answer) => {
      if (!cancelled && answer.ok) setTemplates(answer.value.items);
    });
    return () => {
      cancelled = true;
    };
  }, []);
  return <Templates templates={templates} plan={plan} book={book} onEdit={onEdit} />;
}

function NameField({ name, onEdit }: { name: string; onEdit(edit: Edit): void }) {
  const { field } = useFault("plan.name");
  return (
    <>
      <label className="field plan-name">
        Plan name
        <input {...field} maxLength={80} value={name} onChange={(event) => onEdit(setName(event.target.value))} />
      </label>
      <FaultText path="plan.name" />
    </>
  );
}
