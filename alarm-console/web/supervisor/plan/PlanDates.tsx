import { useRef } from "react";
import type { Plan } from "#domain/plan.ts";
import { FaultText } from "./FaultText.tsx";
import { fieldId, useFault } from "./faults.ts";
import { type Edit, noDate, setDate } from "./planEdits.ts";

const titles = {
  starts: ["Starts", "at once, where empty"],
  review: ["Review", "staff are reminded on that day"],
  ends: ["Last day", "then only life-safety and device rules guard"],
} as const;

/** From when until when it guards, and when somebody looks at it again. Dates are the home's own. */
export function PlanDates({ plan, onEdit }: { plan: Plan; onEdit(edit: Edit): void }) {
  return (
    <div className="dates">
      {(["starts", "review", "ends"] as const).map((which) => (
        <DateField key={which} which={which} date={plan[which]} onEdit={onEdit} />
      ))}
    </div>
  );
}

/** A field that holds no whole date has no value, just as an empty one: what is written there and is no date must not count as none. */
function DateField({ which, date, onEdit }: { which: keyof typeof titles; date: string | null; onEdit(edit: Edit): void }) {
  const path = `plan.${which}`;
  const { field } = useFault(path);
  const written = useRef(false);
  const [title, hint] = titles[which];
  const isNone = date === noDate;
  const faultId = `${fieldId(path)}-fault`;
  const take = ({ validity, value }: HTMLInputElement) => {
    const next = validity.badInput ? noDate : value === "" ? null : value;
    if (next !== date) onEdit(setDate(which, next));
  };
  return (
    <div>
      <label className="field">
        {title}
        <input
          {...field}
          {...(isNone && { "aria-invalid": true, "aria-describedby": faultId })}
          type="date"
          // Without it a year takes six digits.
          max="9999-12-31"
          value={date ?? ""}
          onChange={(event) => take(event.target)}
          onKeyDown={({ key }) => {
            if (key !== "Tab" && key !== "Shift") written.current = true;
          }}
          // A part of a date changes no value, and nothing else tells of it. Who goes by takes nothing back of what was written before.
          onBlur={(event) => {
            if (written.current) take(event.target);
          }}
        />
      </label>
      <span className="setting-hint">{hint}</span>
      {isNone ? (
        <p className="fault" id={faultId}>
          this is no date
        </p>
      ) : (
        <FaultText path={path} />
      )}
    </div>
  );
}
