import { useEffect, useRef } from "react";
import { type Fault, fieldId } from "../../../shared/forms/faults.ts";
import type { RuleBook } from "../../../shared/plan/ruleBook.ts";
import { fieldTitle } from "./fieldTitle.ts";

/** All errors of the form, each with a link to its field. It takes the focus when it appears. */
export function FaultList({ faults, book }: { faults: readonly Fault[]; book: RuleBook }) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (faults.length > 0) box.current?.focus();
  }, [faults]);
  if (faults.length === 0) return null;
  return (
    <div ref={box} className="fault-list" role="alert" tabIndex={-1}>
      <strong>
        {faults.length === 1 ? "There is 1 problem to fix." : `There are ${faults.length} problems to fix.`} The plan has not changed.
      </strong>
      <ul>
        {faults.map(({ path, message }) => (
          <li key={`${path} ${message}`}>
            <button type="button" className="link" onClick={() => showField(path)}>
              {fieldTitle(path, book)}
            </button>
            : {message}
          </li>
        ))}
      </ul>
    </div>
  );
}

/** Scrolls to the field, or to the nearest part of the form around it, and puts the focus there. */
function showField(path: string): void {
  const steps = path.split(".");
  while (steps.length > 0) {
    const field = document.getElementById(fieldId(steps.join(".")));
    if (field !== null) {
      field.closest("details")?.setAttribute("open", "");
      field.scrollIntoView({ block: "center" });
      field.focus();
      return;
    }
    steps.pop();
  }
}
