import { type FormEvent, useState } from "react";
import { type Role, roles } from "#domain/role.ts";
import type { CallFailure } from "../../shared/api/call.ts";
import { Faults, faultsIn } from "../../shared/forms/faults.ts";
import { createAccount, type FirstWay, type WithKey } from "./accounts.ts";
import { FirstKey, FirstWayField } from "./FirstKey.tsx";

export function NewAccountForm({ onCreated }: { onCreated(): void }) {
  const [role, setRole] = useState<Role>("operator");
  const [firstWay, setFirstWay] = useState<FirstWay>("link");
  const [made, setMade] = useState<WithKey | null>(null);
  const [failure, setFailure] = useState<CallFailure | null>(null);
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    const fields = new FormData(form);
    const answer = await createAccount({
      email: String(fields.get("email")).trim(),
      name: String(fields.get("name")).trim(),
      role,
      firstWay,
    });
    setFailure(answer.ok ? null : answer);
    setMade(answer.ok ? answer.value : null);
    if (!answer.ok) return;
    form.reset();
    onCreated();
  };
  const faults = faultsIn(failure);
  return (
    <Faults value={faults}>
      <form className="account-form" onSubmit={(event) => void submit(event)}>
        <label className="field">
          Name
          <input name="name" required maxLength={80} autoComplete="off" />
        </label>
        <label className="field">
          Email
          <input name="email" type="email" required maxLength={254} autoComplete="off" spellCheck={false} autoCapitalize="none" />
        </label>
        <div className="field">
          <label htmlFor="account-role">Role</label>
          <select id="account-role" value={role} onChange={(event) => setRole(event.target.value as Role)}>
            {roles.map((one) => (
              <option key={one}>{one}</option>
            ))}
          </select>
        </div>
        <FirstWayField id="account-way" value={firstWay} onChange={setFirstWay} />
        <button type="submit" className="primary">
          Create account
        </button>
      </form>
      {failure !== null && (
        <p className="fault" role="alert">
          {faults.length === 0 ? failure.message : faults.map(({ path, message }) => `${path}: ${message}`).join(". ")}
        </p>
      )}
      {made !== null && <FirstKey of={made} />}
    </Faults>
  );
}
