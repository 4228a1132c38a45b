import { type FormEvent, type KeyboardEvent, useState } from "react";
import type { Colleague } from "../../../shared/live/liveEvents.ts";

interface HandOverFormProps {
  /** Who is signed in with sound on, except this operator. */
  colleagues: readonly Colleague[];
  busy: boolean;
  onCancel(): void;
  onSubmit(to: string, note: string): void;
}

/** The operator keeps the case until the colleague accepts it. */
export function HandOverForm({ colleagues, busy, onCancel, onSubmit }: HandOverFormProps) {
  const [chosen, setChosen] = useState<string | null>(null);
  const to = colleagues.find(({ id }) => id === chosen)?.id ?? colleagues[0]?.id;
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (to !== undefined && !busy) onSubmit(to, String(new FormData(event.currentTarget).get("note")).trim());
  };
  const keys = (event: KeyboardEvent) => {
    if (event.key === "Escape") onCancel();
  };
  if (colleagues.length === 0)
    return (
      <div className="holding-form" role="alert">
        <p>No colleague is signed in with sound on. You can release the case: it then rings at every desk.</p>
        <div className="holding-foot">
          {/* biome-ignore lint/a11y/noAutofocus: it replaces the button that opened it */}
          <button type="button" autoFocus onClick={onCancel}>
            Back
          </button>
        </div>
      </div>
    );
  return (
    <form className="holding-form" aria-label="Hand over" onSubmit={submit} onKeyDown={keys}>
      <label className="field">
        Hand over to
        {/* biome-ignore lint/a11y/noAutofocus: the field replaces the button that opened it */}
        <select autoFocus value={to} onChange={(event) => setChosen(event.target.value)}>
          {colleagues.map(({ id, name, role }) => (
            <option key={id} value={id}>
              {name}, {role}
            </option>
          ))}
        </select>
      </label>
      <label className="field">
        What they must know (optional)
        <input name="note" maxLength={500} />
      </label>
      <div className="holding-foot">
        <button type="submit" className="primary" disabled={busy}>
          {busy ? "Offering…" : "Hand over"}
        </button>
        <button type="button" className="plain" onClick={onCancel}>
          Cancel
        </button>
        <span className="secondary">You hold the case until they accept.</span>
      </div>
    </form>
  );
}
