import { useState } from "react";
import { deskHref } from "../navigation/pageAddress.ts";
import { ChangePassword } from "./ChangePassword.tsx";
import type { Me } from "./session.ts";

/** A person's own account. */
export function OwnAccountPage({ me }: { me: Me }) {
  const [changed, setChanged] = useState(false);
  return (
    <div className="sheet">
      <header className="sheet-head">
        <p className="sheet-way">
          <a href={deskHref}>Back</a>
        </p>
        <h2>Your account</h2>
        <p className="secondary">
          {me.name}, {me.role}
        </p>
      </header>
      <section aria-labelledby="change-password">
        <h3 id="change-password">Change your password</h3>
        <p className="secondary">You stay signed in here. Your other sessions end.</p>
        <ChangePassword presentLabel="Present password" onChanged={() => setChanged(true)} />
        <p role="status">{changed && "Your password is changed."}</p>
      </section>
    </div>
  );
}
