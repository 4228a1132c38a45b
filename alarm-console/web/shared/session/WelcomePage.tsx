import { type FormEvent, useEffect, useState } from "react";
import type { Answer, CallFailure } from "../api/call.ts";
import { deskHref } from "../navigation/pageAddress.ts";
import { faultFor, lookAtLink, redeemLink } from "./ownPassword.ts";
import { NewPasswordField } from "./PasswordFields.tsx";
import { signIn } from "./session.ts";
import "./session.css";

/** A sign-in link: the person chooses a password and is signed in. */
export function WelcomePage({ token, onSignedIn }: { token: string; onSignedIn(): Promise<void> }) {
  const [owner, setOwner] = useState<Answer<{ name: string; email: string }> | null>(null);
  const [failure, setFailure] = useState<CallFailure | null>(null);
  const [fault, setFault] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  useEffect(() => {
    document.title = "Choose a password · Link Line";
    void lookAtLink(token).then(setOwner);
  }, [token]);

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const password = String(new FormData(event.currentTarget).get("chosen"));
    setBusy(true);
    const answer = await redeemLink(token, password);
    setFailure(answer.ok ? null : answer);
    if (answer.ok) {
      const problem = await signIn(answer.value.email, password);
      // The link in the address works no more.
      location.hash = "";
      if (problem === null) await onSignedIn();
      else setFault(`Your password is set. ${problem}`);
    }
    setBusy(false);
  };

  if (owner === null) return <main className="entrance" aria-busy="true" />;
  return (
    <main className="entrance">
      <div className="entrance-card">
        <h1>Link Line</h1>
        {owner.ok ? (
          <form className="password-form" onSubmit={(event) => void submit(event)}>
            <p>
              Hello {owner.value.name}. Choose the password with which you sign in as {owner.value.email}.
            </p>
            <input type="hidden" name="email" autoComplete="username" value={owner.value.email} />
            <NewPasswordField fault={failure === null ? null : faultFor(failure, "chosen")} />
            <p className="fault" role="alert">
              {fault}
            </p>
            <button type="submit" className="primary" disabled={busy}>
              {busy ? "Signing in…" : "Set password and sign in"}
            </button>
          </form>
        ) : (
          <>
            <p role="alert">{owner.message}</p>
            <a href={deskHref}>Sign in with a password</a>
          </>
        )}
      </div>
    </main>
  );
}
