import type { FirstWay, WithKey } from "./accounts.ts";

/** What lets a person in once. It shows only now. */
export function FirstKey({ of: { account, signInLink, oneTimePassword } }: { of: WithKey }) {
  return (
    <div className="notice" role="status">
      {signInLink !== null && (
        <>
          <p>Send this link to {account.name} now: it does not show again. It works once, within three days.</p>
          <p>
            <code className="account-key">{signInLink}</code>
          </p>
        </>
      )}
      {oneTimePassword !== null && (
        <>
          <p>
            Give {account.name} this one-time password now: it does not show again. It works for three days, and {account.name} must change
            it.
          </p>
          <p>
            <code className="account-key">{oneTimePassword}</code>
          </p>
        </>
      )}
    </div>
  );
}

/** The choice between a link and a password. */
export function FirstWayField({ id, value, onChange }: { id: string; value: FirstWay; onChange(way: FirstWay): void }) {
  return (
    <div className="field">
      <label htmlFor={id}>First sign-in with</label>
      <select id={id} value={value} onChange={(event) => onChange(event.target.value as FirstWay)}>
        <option value="link">a link that you send</option>
        <option value="password">a one-time password that you say or write</option>
      </select>
    </div>
  );
}
