import { type FormEvent, useCallback, useState } from "react";
import { type Role, roles } from "#domain/role.ts";
import type { Answer } from "../../shared/api/call.ts";
import { useWhileVisible } from "../../shared/clock/useWhileVisible.ts";
import { wallDay } from "../../shared/clock/wallTime.ts";
import { endToken, makeToken, readTokens, type Token, type TokenList } from "./tokenCalls.ts";

const readEveryMs = 30_000;

/** The tokens of programs: who made them, when they were used, and when they end. */
export function Tokens() {
  const [list, setList] = useState<Answer<TokenList> | null>(null);
  const [fault, setFault] = useState<string | null>(null);
  const read = useCallback(() => void readTokens().then(setList), []);
  useWhileVisible(read, readEveryMs);
  const end = async ({ id }: Token) => {
    const answer = await endToken(id);
    setFault(answer.ok ? null : answer.message);
    read();
  };
  return (
    <section aria-labelledby="tokens">
      <h3 id="tokens">Tokens of programs</h3>
      <NewToken onMade={read} />
      {fault !== null && (
        <p className="fault" role="alert">
          {fault}
        </p>
      )}
      {list !== null && !list.ok && (
        <p className="fault" role="alert">
          {list.message}
        </p>
      )}
      <ul className="account-list" aria-label="Tokens">
        {list?.ok &&
          list.value.items.map((one) => (
            <li key={one.id}>
              <strong>{one.name}</strong>, {one.role},{" "}
              {one.expiresAt === null ? "does not end by itself" : `ends ${wallDay(one.expiresAt)}`},{" "}
              {one.lastUsedAt === null ? "not used yet" : `last used ${wallDay(one.lastUsedAt)}`}
              {one.madeBy !== null && <span className="secondary"> made by {one.madeBy.name}</span>}{" "}
              <button type="button" aria-label={`End the token ${one.name}`} onClick={() => void end(one)}>
                End
              </button>
            </li>
          ))}
      </ul>
    </section>
  );
}

function NewToken({ onMade }: { onMade(): void }) {
  const [role, setRole] = useState<Role>("operator");
  const [made, setMade] = useState<string | null>(null);
  const [fault, setFault] = useState<string | null>(null);
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    const fields = new FormData(form);
    const answer = await makeToken({ name: String(fields.get("name")), role, days: Number(fields.get("days")) });
    setFault(answer.ok ? null : answer.message);
    setMade(answer.ok ? answer.value.token : null);
    if (!answer.ok) return;
    form.reset();
    onMade();
  };
  return (
    <>
      <form className="account-form" onSubmit={(event) => void submit(event)}>
        <label className="field">
          Name of the program
          <input name="name" required maxLength={80} autoComplete="off" />
        </label>
        <div className="field">
          <label htmlFor="token-role">Role of the program</label>
          <select id="token-role" value={role} onChange={(event) => setRole(event.target.value as Role)}>
            {roles.map((one) => (
              <option key={one}>{one}</option>
            ))}
          </select>
        </div>
        <label className="field">
          Ends after so many days
          <input name="days" type="number" min={1} max={400} defaultValue={90} required />
        </label>
        <button type="submit">Make token</button>
      </form>
      {fault !== null && (
        <p className="fault" role="alert">
          {fault}
        </p>
      )}
      {made !== null && (
        <div className="notice" role="status">
          <p>Copy this token now: it does not show again.</p>
          <p>
            <code className="account-key">{made}</code>
          </p>
        </div>
      )}
    </>
  );
}
