import { type FormEvent, useState } from "react";
import type { CallFailure } from "../api/call.ts";
import { changePassword, faultFor } from "./ownPassword.ts";
import { NewPasswordField } from "./PasswordFields.tsx";
import "./session.css";

/** The form with which people change their own password. */
export function ChangePassword({ presentLabel, onChanged }: { presentLabel: string; onChanged(): void | Promise<void> }) {
  const [failure, setFailure] = useState<CallFailure | null>(null);
  const [busy, setBusy] = useState(false);
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    const fields = new FormData(form);
    setBusy(true);
    const answer = await changePassword(String(fields.get("present")), String(fields.get("chosen")));
    setBusy(false);
    setFailure(answer.ok ? null : answer);
    if (!answer.ok) return;
    form.reset();
    await onChanged();
  };
  const presentFault = failure === null ? null : faultFor(failure, "present");
  return (
    <form className="password-form" onSubmit={(event) => void submit(event)}>
      <label className="field">
        {presentLabel}
        <input
          name="present"
          type="password"
          autoComplete="current-password"
          required
          aria-invalid={presentFault !== null}
          aria-describedby="present-fault"
        />
      </label>
      <p id="present-fault" className="fault" role="alert">
        {presentFault}
      </p>
      <NewPasswordField fault={failure === null ? null : faultFor(failure, "chosen")} />
      <button type="submit" className="primary" disabled={busy}>
        {busy ? "Changing…" : "Change password"}
      </button>
    </form>
  );
}
