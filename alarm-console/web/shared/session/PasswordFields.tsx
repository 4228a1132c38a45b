import { useState } from "react";

/** A field for a new password, which can be shown. `fault` is the service's word on the last one. */
export function NewPasswordField({ fault }: { fault: string | null }) {
  const [shown, setShown] = useState(false);
  return (
    <>
      <label className="field" htmlFor="chosen">
        New password
      </label>
      <p className="secondary" id="chosen-hint">
        At least 12 characters. Four words that have nothing to do with each other are good.
      </p>
      <div className="password">
        <input
          id="chosen"
          name="chosen"
          type={shown ? "text" : "password"}
          autoComplete="new-password"
          required
          aria-invalid={fault !== null}
          aria-describedby="chosen-hint chosen-fault"
        />
        <button type="button" className="plain" aria-pressed={shown} onClick={() => setShown(!shown)}>
          {shown ? "Hide" : "Show"}
        </button>
      </div>
      <p id="chosen-fault" className="fault" role="alert">
        {fault}
      </p>
    </>
  );
}
