import { useState } from "react";
import { ownAccountHref } from "../navigation/pageAddress.ts";
import type { Me } from "./session.ts";

/** The name of the signed-in member of staff and the sign-out button. It shows a message when signing out failed. */
export function SignedInAs({ me, end = false, onSignOut }: { me: Me; end?: boolean; onSignOut(): Promise<string | null> }) {
  const [fault, setFault] = useState<string | null>(null);
  return (
    <>
      <p className="fault" role="alert">
        {fault}
      </p>
      <span className={end ? "top-me top-end" : "top-me"} title={`${me.name}, ${me.role}`}>
        <a href={ownAccountHref}>{me.name}</a> <span className="secondary">{me.role}</span>
      </span>
      <button type="button" className="plain top-out" onClick={async () => setFault(await onSignOut())}>
        Sign out
      </button>
    </>
  );
}
