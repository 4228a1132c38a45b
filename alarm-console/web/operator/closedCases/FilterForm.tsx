import { type FormEvent, useEffect, useState } from "react";
import { priorities } from "#domain/alarm.ts";
import { useOutcomes } from "../../shared/cases/useOutcomes.ts";
import { instantAt, wallInput } from "../../shared/clock/wallTime.ts";
import { priorityTitles } from "../../shared/design/priorityTitles.ts";
import { Choice, type Options } from "../../shared/forms/Choice.tsx";
import { useRuleBook } from "../../shared/plan/ruleBook.ts";
import type { FilterName, Filters } from "./filters.ts";

interface FilterFormProps {
  filters: Filters;
  onApply(chosen: Filters): void;
}

/** Nothing is applied before the button: each field alone would be a request, and the list would move while the operator types. */
export function FilterForm({ filters, onApply }: FilterFormProps) {
  const [fields, setFields] = useState(() => toFields(filters));
  const outcomes = useOutcomes(true);
  const rules = (useRuleBook() ?? []).filter(({ housekeeping }) => !housekeeping);
  useEffect(() => setFields(toFields(filters)), [filters]);

  const submit = (event: FormEvent) => {
    event.preventDefault();
    onApply({ ...fields, from: toInstant(fields.from), until: toInstant(fields.until) });
  };
  const field = (name: FilterName) => ({
    value: fields[name],
    onChange: (event: { target: { value: string } }) => setFields({ ...fields, [name]: event.target.value }),
  });
  return (
    <form className="case-filters" aria-label="Filters" onSubmit={submit}>
      <label className="field">
        From
        <input type="datetime-local" {...field("from")} />
      </label>
      <label className="field">
        Until
        <input type="datetime-local" {...field("until")} />
      </label>
      <label className="field">
        Home or person
        <input maxLength={200} {...field("find")} />
      </label>
      <label className="field">
        Closed by
        <input maxLength={200} {...field("closedBy")} />
      </label>
      <Choice label="Outcome" options={outcomes.map(({ code, label }) => [code, label])} {...field("outcome")} />
      <Choice label="What rang" options={rules.map(({ name, title }) => [name, title])} {...field("rule")} />
      <Choice label="Priority" options={byUrgency} {...field("priority")} />
      <button type="submit" className="primary">
        Show cases
      </button>
    </form>
  );
}

const byUrgency: Options = priorities.map((one) => [one, priorityTitles[one]] as const).reverse();

/** Times are in this computer's zone: the cases are of many homes. */
const zone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone;

const toFields = (filters: Filters): Filters => ({ ...filters, from: toField(filters.from), until: toField(filters.until) });
const toField = (instant: string): string => (Number.isNaN(Date.parse(instant)) ? "" : wallInput(Date.parse(instant), zone()));
const toInstant = (field: string): string => (field === "" ? "" : instantAt(field, zone()));
