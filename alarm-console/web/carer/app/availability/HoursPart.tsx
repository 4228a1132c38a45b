import { type FormEvent, useState } from "react";
import type { CallableHours } from "#domain/carers/availability.ts";
import type { Weekday } from "#domain/time/wallClock.ts";
import { availabilityPhrases, dayPhrases } from "../../words/away/availability.ts";
import { useWords } from "../../words/useLanguage.ts";
import { type Availability, setHours } from "./availabilityCalls.ts";
import { useAction } from "./useAction.ts";

type Row = CallableHours[number];

const weekdays = Object.keys(dayPhrases.en) as Weekday[];
const working: Weekday[] = ["mon", "tue", "wed", "thu", "fri"];
const evenings: Row[] = [
  { from: "18:00", to: "08:00", days: working },
  { from: "00:00", to: "00:00", days: ["sat", "sun"] },
];
const newRow: Row = { from: "18:00", to: "08:00", days: [...weekdays] };

/** The hours in which the carer may be called: always, or at some times of the week. */
export function HoursPart({ homeId, shown, onChanged }: { homeId: string; shown: Availability; onChanged(next: Availability): void }) {
  const words = useWords(availabilityPhrases);
  const { busy, fault, run } = useAction(onChanged);
  const [rows, setRows] = useState<Row[] | null>(shown.mine.hours);
  const [isSaved, setSaved] = useState(false);
  const change = (next: Row[] | null) => {
    setSaved(false);
    setRows(next);
  };
  const save = async (event: FormEvent) => {
    event.preventDefault();
    setSaved(await run(() => setHours(homeId, rows)));
  };
  return (
    <details className="carer-home">
      <summary>{words.hours}</summary>
      <form onSubmit={(event) => void save(event)} aria-label={words.hours}>
        <label className="choice">
          <input type="radio" name="hours" checked={rows === null} onChange={() => change(null)} />
          {words.always}
        </label>
        <label className="choice">
          <input type="radio" name="hours" checked={rows !== null} onChange={() => change(shown.mine.hours ?? evenings)} />
          {words.sometimes}
        </label>
        {rows !== null && (
          <>
            {rows.map((row, place) => (
              <HoursRow
                // biome-ignore lint/suspicious/noArrayIndexKey: a row has no other identity
                key={place}
                number={place + 1}
                row={row}
                onChange={(next) => change(rows.map((one, index) => (index === place ? next : one)))}
                onRemove={rows.length === 1 ? null : () => change(rows.filter((_, index) => index !== place))}
              />
            ))}
            <button type="button" onClick={() => change([...rows, newRow])}>
              {words.addTime}
            </button>
            <button type="button" onClick={() => change(evenings)}>
              {words.evenings}
            </button>
          </>
        )}
        <p className="fault" role="alert">
          {fault}
        </p>
        <button type="submit" className="primary" disabled={busy}>
          {words.saveHours}
        </button>
        <p role="status">{isSaved && words.savedHours}</p>
      </form>
    </details>
  );
}

interface RowProps {
  number: number;
  row: Row;
  onChange(next: Row): void;
  onRemove: (() => void) | null;
}

function HoursRow({ number, row, onChange, onRemove }: RowProps) {
  const [words, days] = [useWords(availabilityPhrases), useWords(dayPhrases)];
  const toggle = (day: Weekday, isOn: boolean) =>
    onChange({ ...row, days: weekdays.filter((one) => (one === day ? isOn : row.days.includes(one))) });
  return (
    <fieldset className="hours-row">
      <legend>{words.time(number)}</legend>
      <div className="hours-times">
        <label className="field">
          {words.from}
          <input type="time" required value={row.from} onChange={(event) => onChange({ ...row, from: event.target.value })} />
        </label>
        <label className="field">
          {words.to}
          <input type="time" required value={row.to} onChange={(event) => onChange({ ...row, to: event.target.value })} />
        </label>
        <span className="secondary">{row.to === row.from ? words.allDay : row.to < row.from ? words.nextDay : ""}</span>
      </div>
      <div className="hours-days">
        {weekdays.map((day) => (
          <label key={day} className="choice">
            <input type="checkbox" checked={row.days.includes(day)} onChange={(event) => toggle(day, event.target.checked)} />
            {days[day]}
          </label>
        ))}
      </div>
      {onRemove !== null && (
        <button type="button" onClick={onRemove}>
          {words.removeTime(number)}
        </button>
      )}
    </fieldset>
  );
}
