import { type FormEvent, useState } from "react";
import { call } from "../../../shared/api/call.ts";
import { JobFrame } from "../JobFrame.tsx";
import { type Entity, entityOf, homeOf, type Job, textOf } from "../store/job.ts";
import { refusalText } from "../store/sendChange.ts";
import { jobQueue } from "../store/useJobs.ts";
import { LoginQr } from "./LoginQr.tsx";

type Shown = { kind: "qr"; login: object } | { kind: "code"; code: string; expiresAt: string } | { kind: "fault"; words: string };

/** How the device gets its login: a QR code on the screen, or a code for its tool. Both give it a new secret. */
export function DeviceLogin({ job, rest }: { job: Job; rest: readonly string[] }) {
  const device = entityOf(job, rest[0]);
  const [shown, setShown] = useState<Shown | null>(null);
  if (device === undefined)
    return (
      <JobFrame job={job} title="No such device" back={`#/job/${job.key}/devices`}>
        <p>It was taken out.</p>
      </JobFrame>
    );
  const makeCode = async () => {
    const answer = await call<{ code: string; expiresAt: string }>("POST", `/api/v1/devices/${device.id}/setup-code`);
    setShown(answer.ok ? { kind: "code", ...answer.value } : { kind: "fault", words: answer.message });
  };
  const showQr = async () => {
    type Answer = { mqtt: { username: string; secret: string; topic: string; commandTopic: string } };
    const homeId = job.entities.find(({ kind }) => kind === "home")?.id;
    const answer = await call<Answer>("POST", `/api/v1/homes/${homeId}/devices/${device.id}/secret`);
    setShown(answer.ok ? { kind: "qr", login: answer.value.mqtt } : { kind: "fault", words: answer.message });
  };
  return (
    <JobFrame job={job} title={`Connect ${textOf(device, "name")}`} back={`#/job/${job.key}/devices`} backWords="Devices">
      {device.id === null ? (
        <p className="offline">It is kept on this phone. It gets its login when there is a connection.</p>
      ) : (
        <>
          <p>The device needs its login once. A new code replaces the login that it has.</p>
          <button type="button" onClick={() => void makeCode()}>
            Make a one-time code
          </button>
          <button type="button" onClick={() => void showQr()}>
            Show a QR code
          </button>
        </>
      )}
      <Login shown={shown} />
      {device.id !== null && <Replace job={job} device={device} onReplaced={(login) => setShown({ kind: "qr", login })} />}
      <a className="button" href={`#/job/${job.key}/add-device`}>
        Add another device
      </a>
      <a className="button primary" href={`#/job/${job.key}/walk-test`}>
        Continue: walk test
      </a>
    </JobFrame>
  );
}

interface ReplaceProps {
  job: Job;
  device: Entity;
  onReplaced(login: object): void;
}

/** A new unit takes the place of this one: the record, the readings and the rules stay, and the new unit gets a login. */
function Replace({ job, device, onReplaced }: ReplaceProps) {
  const [fault, setFault] = useState<string | null>(null);
  const replace = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const serial = String(new FormData(event.currentTarget).get("serial")).trim();
    const homeId = homeOf(job)?.id ?? "";
    const seen = { "if-match": `"${device.version ?? 1}"` };
    const path = `/api/v1/homes/${homeId}/devices/${device.id}/replace`;
    const answer = await call<{ mqtt: object }>("POST", path, { serial }, undefined, seen);
    setFault(answer.ok ? null : refusalText(answer));
    await jobQueue.open(homeId);
    if (answer.ok) onReplaced(answer.value.mqtt);
  };
  return (
    <details>
      <summary>Replace it by a new one</summary>
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
    </details>
  );
}

function Login({ shown }: { shown: Shown | null }) {
  return (
    <div aria-live="polite">
      {shown?.kind === "fault" && <p className="fault">{shown.words}</p>}
      {shown?.kind === "code" && (
        <div className="login">
          <p className="code">{shown.code}</p>
          <p>Type it into the device or its tool. It works once, until {clock(shown.expiresAt)}.</p>
        </div>
      )}
      {shown?.kind === "qr" && <LoginQr login={shown.login} what="the device" />}
    </div>
  );
}

const clock = (at: string): string => new Date(at).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
