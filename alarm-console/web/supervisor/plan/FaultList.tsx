import { useEffect, useRef } from "react";
import { type Fault, fieldId } from "./faults.ts";
import { pathWords } from "./pathWords.ts";
import type { RuleBook } from "./ruleBook.ts";

/** All faults at once, each leading to its field; takes the focus when it comes. */
export function FaultList({ faults, book }: { faults: readonly Fault[]; book: RuleBook }) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (faults.length > 0) box.current?.focus();
  }, [faults]);
  if (faults.length === 0) return null;
  return (
    <div ref={box} className="fault-list" role="alert" tabIndex={-1}>
      <strong>
        {faults.length === 1 ? "One thing is wrong; nothing has changed." : `${faults.length} things are wrong; nothing has changed.`}
      </strong>
      <ul>
        {faults.map(({ path, message }) => (
          <li key={`${path} ${message}`}>
            <button type="button" className="link" onClick={() => showField(path)}>
              {pathWords(path, book)}
            </button>
            : {message}
          </li>
        ))}
      </ul>
    </div>
  );
}

/** The field itself, or the nearest part of the page around where it would be. */
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
