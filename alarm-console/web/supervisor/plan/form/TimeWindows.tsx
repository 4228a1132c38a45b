import { useEffect, useRef } from "react";
import type { PlanWindow } from "#domain/time/planWindow.ts";
import { weekdays } from "#domain/time/wallClock.ts";
import { FaultText } from "../../../shared/forms/FaultText.tsx";
import { useFault } from "../../../shared/forms/faults.ts";
import { addWindow, type Edit, removeWindow, setWindow } from "../draft/planEdits.ts";
import { dayTitles } from "../planText.ts";

/** The times of day in which rules watch, such as night and nap. Each has its days of the week. */
export function TimeWindows({ windows, onEdit }: { windows: readonly PlanWindow[]; onEdit(edit: Edit): void }) {
  const add = useRef<HTMLButtonElement>(null);
  const lines = useRef<HTMLOListElement>(null);
  const added = useRef(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the new line exists once there is one more window
  useEffect(() => {
    if (added.current) lines.current?.querySelector<HTMLInputElement>("li:last-child input")?.focus();
    added.current = false;
  }, [windows.length]);
  const remove = (index: number) => {
    // The remove button disappears with the line, so the focus moves to the add button.
    add.current?.focus();
    onEdit(removeWindow(index));
  };
  return (
    <>
      <p className="secondary">Times are in the home's local time. A night counts as the day on which it starts.</p>
      {windows.length === 0 && <p className="secondary">No time windows: rules that watch at night never run.</p>}
      <ol ref={lines} className="windows">
        {windows.map((window, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a line has no identity except its index
          <TimeWindowRow key={index} index={index} window={window} onEdit={onEdit} onRemove={() => remove(index)} />
        ))}
      </ol>
      <button
        ref={add}
        type="button"
        className="windows-add"
        onClick={() => {
          added.current = true;
          onEdit(
            addWindow({ name: windows.some(({ name }) => name === "nap") ? "" : "nap", from: "13:00", to: "15:00", days: [...weekdays] }),
          );
        }}
      >
        Add time window
      </button>
    </>
  );
}

interface WindowLineProps {
  index: number;
  window: PlanWindow;
  onEdit(edit: Edit): void;
  onRemove(): void;
}

function TimeWindowRow({ index, window, onEdit, onRemove }: WindowLineProps) {
  const path = `plan.windows.${index}`;
  const whole = useFault(path);
  const name = useFault(`${path}.name`);
  const from = useFault(`${path}.from`);
  const to = useFault(`${path}.to`);
  const set = (part: Partial<PlanWindow>) => onEdit(setWindow(index, { ...window, ...part }));
  return (
    <li>
      <fieldset className="window" {...whole.field} tabIndex={-1}>
        <legend className="hidden">
          Line {index + 1}: {window.name}
        </legend>
        <label className="field">
          Name
          <input {...name.field} maxLength={40} value={window.name} onChange={(event) => set({ name: event.target.value })} />
        </label>
        <label className="field">
          From
          <input {...from.field} type="time" value={window.from} onChange={(event) => set({ from: event.target.value })} />
        </label>
        <label className="field">
          To
          <input {...to.field} type="time" value={window.to} onChange={(event) => set({ to: event.target.value })} />
        </label>
        <fieldset className="days">
          <legend className="hidden">Days on which it starts</legend>
          {weekdays.map((day) => (
            <label key={day} className="day">
              <input
                type="checkbox"
                checked={window.days.includes(day)}
                onChange={(event) =>
                  set({ days: weekdays.filter((one) => (one === day ? event.target.checked : window.days.includes(one))) })
                }
              />
              {dayTitles[day]}
            </label>
          ))}
        </fieldset>
        <button type="button" className="plain" onClick={onRemove}>
          Remove<span className="hidden"> {window.name}</span>
        </button>
        {["", ".name", ".from", ".to", ".days"].map((part) => (
          <FaultText key={part} path={`${path}${part}`} />
        ))}
      </fieldset>
    </li>
  );
}
