import { useEffect, useState } from "react";
import "./session.css";
import type { Me } from "./session.ts";

/** Shown to a signed-in person whose role has no pages. */
export function NoPageForRole({ me, onSignOut }: { me: Me; onSignOut(): Promise<string | null> }) {
  const [fault, setFault] = useState<string | null>(null);
  useEffect(() => {
    document.title = "Link Line";
  }, []);
  return (
    <main className="entrance">
      <div className="entrance-card">
        <h1>Hello {me.name}</h1>
        <p>You are signed in as {me.role}. This service is for staff of the monitoring centre.</p>
        <p>There are no pages for your role.</p>
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
