import { type FormEvent, useState } from "react";

interface ReasonFormProps {
  label: string;
  button: string;
  busy: boolean;
  onCancel(): void;
  onSubmit(reason: string): void;
}

/** Asks for a reason, which goes to the timeline. Escape cancels. */
export function ReasonForm({ label, button, busy, onCancel, onSubmit }: ReasonFormProps) {
  const [reason, setReason] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (reason.trim() !== "" && !busy) onSubmit(reason.trim());
  };
  return (
    <form className="holding-form" onSubmit={submit}>
      <label className="field">
        {label}
        <input
          // biome-ignore lint/a11y/noAutofocus: the field replaces the button that opened it
          autoFocus
          required
          maxLength={500}
          value={reason}
          onChange={(event) => setReason(event.target.value)}
          onKeyDown={(event) => event.key === "Escape" && onCancel()}
        />
      </label>
      <div className="holding-foot">
        <button type="submit" className="primary" disabled={busy}>
          {button}
        </button>
        <button type="button" className="plain" onClick={onCancel}>
          Cancel
        </button>
      </div>
    </form>
  );
}
