import type { Plan } from "#domain/plan.ts";
import { FaultText } from "./FaultText.tsx";
import { useFault } from "./faults.ts";
import { type Edit, setDate } from "./planEdits.ts";

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

function DateField({ which, date, onEdit }: { which: keyof typeof titles; date: string | null; onEdit(edit: Edit): void }) {
  const { field } = useFault(`plan.${which}`);
  const [title, hint] = titles[which];
  return (
    <div>
      <label className="field">
        {title}
        <input {...field} type="date" value={date ?? ""} onChange={(event) => onEdit(setDate(which, event.target.value))} />
      </label>
      <span className="setting-hint">{hint}</span>
      <FaultText path={`plan.${which}`} />
    </div>
  );
}
