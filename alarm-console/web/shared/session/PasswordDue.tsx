import { useEffect, useState } from "react";
import { ChangePassword } from "./ChangePassword.tsx";
import type { Me } from "./session.ts";
import "./session.css";

/** Shown to a person who signed in with a one-time password, before anything else. */
export function PasswordDue({ me, onChanged, onSignOut }: { me: Me; onChanged(): Promise<void>; onSignOut(): Promise<string | null> }) {
  const [fault, setFault] = useState<string | null>(null);
  useEffect(() => {
    document.title = "Choose a password · Link Line";
  }, []);
  return (
    <main className="entrance">
      <div className="entrance-card">
        <h1>Hello {me.name}</h1>
        <p>You signed in with a one-time password. Choose a password of your own to continue.</p>
        <ChangePassword presentLabel="One-time password" onChanged={onChanged} />
        <p className="fault" role="alert">
          {fault}
        </p>
        <button type="button" onClick={async () => setFault(await onSignOut())}>
          Sign out
        </button>
      </div>
    </main>
  );
}
