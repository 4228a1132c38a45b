import { useCallback, useEffect, useState } from "react";
import { type Role, roles } from "#domain/role.ts";
import type { Answer } from "../../shared/api/call.ts";
import { wallDay, wallMinute } from "../../shared/clock/wallTime.ts";
import {
  type Account,
  type AccountChange,
  changeRole,
  changeWords,
  disable,
  enable,
  endSession,
  endSessions,
  type FirstWay,
  readChanges,
  readSessions,
  reset,
  type SessionOfAccount,
  type WithKey,
} from "./accounts.ts";
import { FirstKey, FirstWayField } from "./FirstKey.tsx";

/** What an administrator does with one account. */
export function AccountDetails({ account, onChanged }: { account: Account; onChanged(): void }) {
  const [role, setRole] = useState<Role>(account.role);
  const [firstWay, setFirstWay] = useState<FirstWay>("link");
  const [key, setKey] = useState<WithKey | null>(null);
  const [fault, setFault] = useState<string | null>(null);
  const [sessions, setSessions] = useState<SessionOfAccount[]>([]);
  const [changes, setChanges] = useState<AccountChange[]>([]);
  const { id, name } = account;

  const read = useCallback(async () => {
    const [ofSessions, ofChanges] = await Promise.all([readSessions(id), readChanges(id)]);
    if (ofSessions.ok) setSessions(ofSessions.value.items);
    if (ofChanges.ok) setChanges(ofChanges.value.items);
    const failed = [ofSessions, ofChanges].find((one) => !one.ok);
    if (failed !== undefined && !failed.ok) setFault(failed.message);
  }, [id]);
  useEffect(() => void read(), [read]);

  const change = async <T,>(asked: Promise<Answer<T>>): Promise<T | null> => {
    const answer = await asked;
    setFault(answer.ok ? null : answer.message);
    onChanged();
    await read();
    return answer.ok ? answer.value : null;
  };

  return (
    <div className="account-details">
      <p className="fault" role="alert">
        {fault}
      </p>
      {key !== null && <FirstKey of={key} />}
      <div className="account-actions">
        <div className="field">
          <label htmlFor={`role-${id}`}>Role of {name}</label>
          <select id={`role-${id}`} value={role} onChange={(event) => setRole(event.target.value as Role)}>
            {roles.map((one) => (
              <option key={one}>{one}</option>
            ))}
          </select>
        </div>
        <button type="button" disabled={role === account.role} onClick={() => void change(changeRole(id, role))}>
          Change role
        </button>
      </div>
      <div className="account-actions">
        <FirstWayField id={`way-${id}`} value={firstWay} onChange={setFirstWay} />
        <button type="button" onClick={async () => setKey(await change(reset(id, firstWay)))}>
          Reset sign-in
        </button>
      </div>
      <p className="secondary">
        A reset ends the password, the passkeys and the sessions. A new role and disabling end the sessions. A case that {name} holds rings
        again within 30 seconds.
      </p>
      <div className="account-actions">
        {account.disabledAt === null ? (
          <button type="button" onClick={() => void change(disable(id))}>
            Disable {name}
          </button>
        ) : (
          <button type="button" onClick={() => void change(enable(id))}>
            Enable {name}
          </button>
        )}
        <button type="button" disabled={sessions.length === 0} onClick={() => void change(endSessions(id))}>
          End all sessions
        </button>
      </div>
      <h4>Sessions</h4>
      {sessions.length === 0 && <p className="secondary">None.</p>}
      <ul aria-label={`Sessions of ${name}`}>
        {sessions.map((one) => (
          <li key={one.id}>
            Since {wallDay(one.createdAt)} {wallMinute(one.createdAt)}, from {one.address ?? "an unknown address"},{" "}
            {one.browser ?? "no browser"}{" "}
            <button type="button" onClick={() => void change(endSession(id, one.id))}>
              End
            </button>
          </li>
        ))}
      </ul>
      <h4>Changes</h4>
      <ul aria-label={`Changes of ${name}`}>
        {changes.map((one) => (
          <li key={one.id}>
            {wallDay(one.at)} {wallMinute(one.at)}: {one.by.name} {changeWords[one.what]}
            {one.what === "roleChanged" && ` from ${one.details.from} to ${one.details.to}`}
            <span className="secondary"> {one.by.address === null ? "at the server" : `from ${one.by.address}`}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}
