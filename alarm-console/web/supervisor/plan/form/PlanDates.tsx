import { useRef } from "react";
import type { Plan } from "#domain/plan.ts";
import { FaultText } from "../../../shared/forms/FaultText.tsx";
import { fieldId, useFault } from "../../../shared/forms/faults.ts";
import { type Edit, invalidDate, setDate } from "../draft/planEdits.ts";

const titles = {
  starts: ["Start date", "leave empty to start now"],
  review: ["Review date", "staff get a reminder on this day"],
  ends: ["Last day", "after it, only life-safety and device rules run"],
} as const;

/** The plan's first day, last day and review date. Dates are in the home's time zone. */
export function PlanDates({ plan, onEdit }: { plan: Plan; onEdit(edit: Edit): void }) {
  return (
    <div className="dates">
      {(["starts", "review", "ends"] as const).map((which) => (
        <DateField key={which} which={which} date={plan[which]} onEdit={onEdit} />
      ))}
    </div>
  );
}

/** A date field. The browser gives the same empty value for a half-typed date and for no date; a half-typed date must not count as no date. */
function DateField({ which, date, onEdit }: { which: keyof typeof titles; date: string | null; onEdit(edit: Edit): void }) {
  const path = `plan.${which}`;
  const { field } = useFault(path);
  const typed = useRef(false);
  const [title, hint] = titles[which];
  const invalid = date === invalidDate;
  const faultId = `${fieldId(path)}-fault`;
  const take = ({ validity, value }: HTMLInputElement) => {
    const next = validity.badInput ? invalidDate : value === "" ? null : value;
    if (next !== date) onEdit(setDate(which, next));
  };
  return (
    <div>
      <label className="field">
        {title}
        <input
          {...field}
          {...(invalid && { "aria-invalid": true, "aria-describedby": faultId })}
          type="date"
          // Without a maximum the browser accepts years of six digits.
          max="9999-12-31"
          value={date ?? ""}
          onChange={(event) => take(event.target)}
          onKeyDown={({ key }) => {
            if (key !== "Tab" && key !== "Shift") typed.current = true;
          }}
          // A half-typed date fires no change event, so it is read here. Without typing, an earlier invalid date stays.
          onBlur={(event) => {
            if (typed.current) take(event.target);
          }}
        />
      </label>
      <span className="setting-hint">{hint}</span>
      {invalid ? (
        <p className="fault" id={faultId}>
          enter a real date
        </p>
      ) : (
        <FaultText path={path} />
      )}
    </div>
  );
}
