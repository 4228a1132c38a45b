import { type FormEvent, useEffect, useRef, useState } from "react";
import "./session.css";
import { signIn } from "./session.ts";

/** The sign-in page. `ended` is true when a session ended without signing out. */
export function SignIn({ ended, onSignedIn }: { ended: boolean; onSignedIn(): Promise<void> }) {
  const [fault, setFault] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const [shown, setShown] = useState(false);
  const password = useRef<HTMLInputElement>(null);

  useEffect(() => {
    document.title = "Sign in · Link Line";
  }, []);

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const fields = new FormData(event.currentTarget);
    setBusy(true);
    setFault(null);
    const problem = await signIn(String(fields.get("email")).trim(), String(fields.get("password")));
    if (problem === null) await onSignedIn();
    else password.current?.select();
    setFault(problem);
    setBusy(false);
  };

  return (
    <main className="entrance">
      <form className="entrance-card" onSubmit={submit} method="post" action="/api/auth/sign-in/email">
        <h1>Link Line</h1>
        <p className="secondary">Sign in to the monitoring centre.</p>
        {ended && <p className="notice">Your session has ended. Sign in to continue. Notes you were typing are still here.</p>}
        <label className="field">
          Email
          <input name="email" type="email" autoComplete="username" required spellCheck={false} autoCapitalize="none" />
        </label>
        <label className="field" htmlFor="password">
          Password
        </label>
        <div className="password">
          <input
            id="password"
            ref={password}
            name="password"
            type={shown ? "text" : "password"}
            autoComplete="current-password"
            required
            aria-invalid={fault !== null}
            aria-describedby="sign-in-fault"
          />
          <button type="button" className="plain" aria-pressed={shown} onClick={() => setShown(!shown)}>
            {shown ? "Hide" : "Show"}
          </button>
        </div>
        <p id="sign-in-fault" className="fault" role="alert">
          {fault}
        </p>
        <button type="submit" className="primary" disabled={busy}>
          {busy ? "Signing in…" : "Sign in"}
        </button>
      </form>
    </main>
  );
}
