import { type FormEvent, useState } from "react";
import { call } from "../../../shared/api/call.ts";
import type { Entity } from "../store/job.ts";
import { refusalText } from "../store/sendChange.ts";
import { jobQueue } from "../store/useJobs.ts";
import { LoginQr } from "./LoginQr.tsx";

/** A new unit takes the place of this one: the record, the readings and the rules stay, and the new unit gets a login. */
export function ReplaceDevice({ homeId, device }: { homeId: string; device: Entity }) {
  const [fault, setFault] = useState<string | null>(null);
  const [login, setLogin] = useState<object | null>(null);
  const replace = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const serial = String(new FormData(event.currentTarget).get("serial")).trim();
    const seen = { "if-match": `"${device.version ?? 1}"` };
    const path = `/api/v1/homes/${homeId}/devices/${device.id}/replace`;
    const answer = await call<{ mqtt: object }>("POST", path, { serial }, undefined, seen);
    setFault(answer.ok ? null : refusalText(answer));
    await jobQueue.open(homeId);
    if (answer.ok) setLogin(answer.value.mqtt);
  };
  return (
    <details>
      <summary>Replace it by a new one</summary>
      {login === null ? (
        <form onSubmit={(event) => void replace(event)}>
          <p>Its history stays. The old one can no longer log in.</p>
          <label className="field">
            Serial number of the new one
            <input name="serial" autoComplete="off" spellCheck={false} required />
          </label>
          <p className="fault" role="alert">
            {fault}
          </p>
          <button type="submit">Replace</button>
        </form>
      ) : (
        <LoginQr login={login} what="the device" />
      )}
    </details>
  );
}
