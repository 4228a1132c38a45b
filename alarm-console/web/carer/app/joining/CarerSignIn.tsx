import { type FormEvent, useState } from "react";
import { signIn } from "../../../shared/session/session.ts";
import { commonPhrases } from "../../words/common.ts";
import { joiningPhrases } from "../../words/joining.ts";
import { useWords } from "../../words/useLanguage.ts";
import { LanguageChoice } from "../LanguageChoice.tsx";
import { canMakePasskeys, signInWithPasskey } from "./passkey.ts";
import { passkeyWords } from "./passkeyWords.ts";

/** Signing in on a phone that is not known yet, or was signed out. */
export function CarerSignIn({ onSignedIn }: { onSignedIn(): Promise<void> }) {
  const [fault, setFault] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const [common, words] = [useWords(commonPhrases), useWords(joiningPhrases)];
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const fields = new FormData(event.currentTarget);
    setBusy(true);
    const problem = await signIn(String(fields.get("email")).trim(), String(fields.get("password")));
    setFault(problem);
    setBusy(false);
    if (problem === null) await onSignedIn();
  };
  return (
    <main className="carer">
      <h1>{words.forFamily}</h1>
      <form onSubmit={submit}>
        <Field name="email" label={words.email} type="email" autoComplete="username" />
        <Field name="password" label={common.password} type="password" autoComplete="current-password" />
        <p className="fault" role="alert">
          {fault}
        </p>
        <button type="submit" className="primary" disabled={busy}>
          {common.signIn}
        </button>
      </form>
      {canMakePasskeys() && <SignInWithLock onSignedIn={onSignedIn} />}
      <p>{words.noAccount}</p>
      <LanguageChoice />
    </main>
  );
}

function SignInWithLock({ onSignedIn }: { onSignedIn(): Promise<void> }) {
  const words = useWords(joiningPhrases);
  const [fault, setFault] = useState<string | null>(null);
  const enter = async () => {
    const problem = await signInWithPasskey();
    setFault(passkeyWords(problem, words));
    if (problem === null) await onSignedIn();
  };
  return (
    <>
      <button type="button" onClick={() => void enter()}>
        {words.signInWithLock}
      </button>
      <p className="fault" role="alert">
        {fault}
      </p>
    </>
  );
}

interface FieldProps {
  name: string;
  label: string;
  type: "email" | "password";
  autoComplete: string;
  hint?: string;
}

export function Field({ name, label, type, autoComplete, hint }: FieldProps) {
  return (
    <label className="field">
      {label}
      {hint !== undefined && <span className="secondary">{hint}</span>}
      <input name={name} type={type} autoComplete={autoComplete} required spellCheck={false} autoCapitalize="none" />
    </label>
  );
}
