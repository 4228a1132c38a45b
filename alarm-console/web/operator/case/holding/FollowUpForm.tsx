import type { FormEvent, KeyboardEvent } from "react";

interface FollowUpFormProps {
  busy: boolean;
  onCancel(): void;
  onSubmit(inSeconds: number, note: string): void;
}

const usualMinutes = 20;

/** "Responder sent, check in 20 min": frees the operator until then. */
export function FollowUpForm({ busy, onCancel, onSubmit }: FollowUpFormProps) {
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const fields = new FormData(event.currentTarget);
    if (!busy) onSubmit(Number(fields.get("minutes")) * 60, String(fields.get("note")).trim());
  };
  const keys = (event: KeyboardEvent) => {
    if (event.key === "Escape") onCancel();
  };
  return (
    <form className="holding-form follow-up-form" aria-label="Follow-up" onSubmit={submit} onKeyDown={keys}>
      <label className="field">
        Look again in minutes
        {/* biome-ignore lint/a11y/noAutofocus: the field replaces the button that opened it */}
        <input autoFocus name="minutes" type="number" min={1} max={240} required defaultValue={usualMinutes} />
      </label>
      <label className="field">
        What happens meanwhile
        <input name="note" maxLength={500} placeholder="for example: responder sent" />
      </label>
      <div className="holding-foot">
        <button type="submit" className="primary" disabled={busy}>
          {busy ? "Setting…" : "Set follow-up"}
        </button>
        <button type="button" className="plain" onClick={onCancel}>
          Cancel
        </button>
      </div>
    </form>
  );
}
