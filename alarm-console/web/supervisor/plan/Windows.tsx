import { useEffect, useRef } from "react";
import type { PlanWindow } from "#domain/time/planWindow.ts";
import { weekdays } from "#domain/time/wallClock.ts";
import { FaultText } from "./FaultText.tsx";
import { useFault } from "./faults.ts";
import { addWindow, type Edit, removeWindow, setWindow } from "./planEdits.ts";
import { dayTitles } from "./planWords.ts";

/** The times of day by which rules watch: night, nap. Several a day, each on its days of the week. */
export function Windows({ windows, onEdit }: { windows: readonly PlanWindow[]; onEdit(edit: Edit): void }) {
  const add = useRef<HTMLButtonElement>(null);
  const lines = useRef<HTMLOListElement>(null);
  const added = useRef(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a line that was added stands there once there is one more
  useEffect(() => {
    if (added.current) lines.current?.querySelector<HTMLInputElement>("li:last-child input")?.focus();
    added.current = false;
  }, [windows.length]);
  const remove = (place: number) => {
    // Its button goes with the line; keys and a screen reader go on here.
    add.current?.focus();
    onEdit(removeWindow(place));
  };
  return (
    <>
      <p className="quiet">By the clock on the wall of the home. A night belongs to the day on which it begins.</p>
      {windows.length === 0 && <p className="quiet">None: rules that watch at night watch never.</p>}
      <ol ref={lines} className="windows">
        {windows.map((window, place) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a line has no identity but its place
          <WindowLine key={place} place={place} window={window} onEdit={onEdit} onRemove={() => remove(place)} />
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
        Add a window
      </button>
    </>
  );
}

interface WindowLineProps {
  place: number;
  window: PlanWindow;
  onEdit(edit: Edit): void;
  onRemove(): void;
}

function WindowLine({ place, window, onEdit, onRemove }: WindowLineProps) {
  const path = `plan.windows.${place}`;
  const whole = useFault(path);
  const name = useFault(`${path}.name`);
  const from = useFault(`${path}.from`);
  const to = useFault(`${path}.to`);
  const set = (part: Partial<PlanWindow>) => onEdit(setWindow(place, { ...window, ...part }));
  return (
    <li>
      <fieldset className="window" {...whole.field} tabIndex={-1}>
        <legend className="hidden">
          Line {place + 1}: {window.name}
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
          <legend className="hidden">Days on which it begins</legend>
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
