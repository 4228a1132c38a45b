import { type FormEvent, useState } from "react";
import { call } from "../../../shared/api/call.ts";
import { wallMinute } from "../../../shared/clock/wallTime.ts";
import { Ask } from "../Ask.tsx";
import { JobFrame } from "../JobFrame.tsx";
import { type Entity, entityOf, homeOf, type Job, textOf } from "../store/job.ts";
import { refusalText } from "../store/sendChange.ts";
import { jobQueue } from "../store/useJobs.ts";
import type { WalkTest } from "../walkTest/useWalkTest.ts";
import { LoginQr } from "./LoginQr.tsx";

type Shown = { kind: "qr"; login: object } | { kind: "code"; code: string; expiresAt: string } | { kind: "fault"; words: string };

/**
 * How the device gets its login: a QR code on the screen, or a code for its tool. Both give it a new secret. The QR code ends the login that it has
 * at once; the code does so when it is used. So the page asks before it, where the device works or may have read a QR code.
 */
export function DeviceLogin({ job, walkTest, rest }: { job: Job; walkTest: WalkTest; rest: readonly string[] }) {
  const device = entityOf(job, rest[0]);
  const [shown, setShown] = useState<Shown | null>(null);
  const [asked, setAsked] = useState<"qr" | "code" | null>(null);
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
  const works = walkTest.view?.devices.some(({ id, lastHeardAt }) => id === device.id && lastHeardAt !== null) === true;
  const make = (what: "qr" | "code") => {
    setAsked(null);
    return what === "qr" ? showQr() : makeCode();
  };
  const wish = (what: "qr" | "code") => (works || shown?.kind === "qr" ? setAsked(what) : void make(what));
  return (
    <JobFrame job={job} title={`Connect ${textOf(device, "name")}`} back={`#/job/${job.key}/devices`} backWords="Devices">
      {device.id === null ? (
        <p className="offline">It is kept on this phone. It gets its login when there is a connection.</p>
      ) : asked !== null ? (
        <Ask
          says={[works ? `${textOf(device, "name")} works with its login.` : "The device may have read the QR code.", endTexts[asked]]}
          yes={asked === "qr" ? "Show a new QR code" : "Make a new code"}
          no="Keep its login"
          onYes={() => void make(asked)}
          onNo={() => setAsked(null)}
        />
      ) : (
        <>
          <p>{works ? "Link Line has heard it: it has its login." : "The device needs its login once."}</p>
          <button type="button" onClick={() => wish("code")}>
            Make a one-time code
          </button>
          <button type="button" onClick={() => wish("qr")}>
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

const endTexts = {
  qr: "A new QR code ends that login at once: until the device has read the new one, it cannot call.",
  code: "A new code ends that login when the device uses the code.",
} as const;

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
          <p>Type it into the device or its tool. It works once, until {wallMinute(shown.expiresAt)}.</p>
        </div>
      )}
      {shown?.kind === "qr" && <LoginQr login={shown.login} what="the device" />}
    </div>
  );
}
