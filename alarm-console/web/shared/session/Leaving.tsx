import { useState } from "react";
import type { Me } from "./session.ts";

/** Who is signed in, and the way out; a way out that failed says so. */
export function Leaving({ me, end = false, onSignOut }: { me: Me; end?: boolean; onSignOut(): Promise<string | null> }) {
  const [fault, setFault] = useState<string | null>(null);
  return (
    <>
      <p className="fault" role="alert">
        {fault}
      </p>
      <span className={end ? "top-me top-end" : "top-me"}>
        {me.name} <span className="quiet">{me.role}</span>
      </span>
      <button type="button" className="plain" onClick={async () => setFault(await onSignOut())}>
        Sign out
      </button>
    </>
  );
}
