import { useEffect, useState } from "react";
import type { Role } from "#domain/role.ts";
import "./session.css";
import type { Me } from "./session.ts";

const why: Partial<Record<Role, string>> = {
  carer: "Pages for family and other carers are not here yet. The monitoring centre goes on watching and will call you as before.",
};

/** For somebody who is welcome, but whose role has no page yet. */
export function NoPage({ me, onSignOut }: { me: Me; onSignOut(): Promise<string | null> }) {
  const [fault, setFault] = useState<string | null>(null);
  useEffect(() => {
    document.title = "Link Line";
  }, []);
  return (
    <main className="entrance">
      <div className="entrance-card">
        <h1>Hello {me.name}</h1>
        <p>You are signed in as {me.role}. This page is for the operators of the monitoring centre.</p>
        <p>{why[me.role] ?? "Your role has no page here."}</p>
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
