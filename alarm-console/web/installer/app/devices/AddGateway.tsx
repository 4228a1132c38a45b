import { type FormEvent, useEffect, useState } from "react";
import { call } from "../../../shared/api/call.ts";
import { JobFrame } from "../JobFrame.tsx";
import { homeOf, type Job } from "../store/job.ts";
import { refusalText } from "../store/sendChange.ts";
import { LoginQr } from "./LoginQr.tsx";

interface Family {
  name: string;
  title: string;
}
interface Gateway {
  name: string;
  topics: readonly string[];
  mqtt: { username: string; secret: string };
}

/** A gateway of the home gets its login; then it offers its devices. It needs a connection. */
export function AddGateway({ job }: { job: Job }) {
  const homeId = homeOf(job)?.id ?? null;
  const [families, setFamilies] = useState<readonly Family[]>([]);
  const [made, setMade] = useState<Gateway | null>(null);
  const [fault, setFault] = useState<string | null>(null);
  useEffect(() => {
    void call<{ items: Family[] }>("GET", "/api/v1/gateway-families").then((answer) => {
      if (answer.ok) setFamilies(answer.value.items);
      else setFault(answer.message);
    });
  }, []);
  const add = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const given = Object.fromEntries(new FormData(event.currentTarget));
    const answer = await call<Gateway>("POST", `/api/v1/homes/${homeId}/gateways`, given);
    setFault(answer.ok ? null : refusalText(answer));
    if (answer.ok) setMade(answer.value);
  };
  if (made !== null) return <GatewayLogin job={job} made={made} />;
  return (
    <JobFrame job={job} title="Which gateway is it?" back={`#/job/${job.key}/devices`} backWords="Devices">
      {homeId === null && <p className="offline">A gateway needs a connection: the home is not at Link Line yet.</p>}
      <form onSubmit={(event) => void add(event)}>
        <fieldset className="ticks">
          <legend>It is a</legend>
          {families.map(({ name, title }) => (
            <label key={name} className="tick">
              <input type="radio" name="family" value={name} required />
              <span>{title}</span>
            </label>
          ))}
        </fieldset>
        <div className="field">
          <label htmlFor="gateway-name">Name</label>
          <span id="gateway-hint" className="secondary">
            Hall bridge
          </span>
          <input id="gateway-name" name="name" required autoComplete="off" aria-describedby="gateway-hint" />
        </div>
        <p className="fault" role="alert">
          {fault}
        </p>
        <button type="submit" className="primary" disabled={homeId === null}>
          Continue
        </button>
      </form>
    </JobFrame>
  );
}

function GatewayLogin({ job, made }: { job: Job; made: Gateway }) {
  return (
    <JobFrame job={job} title={`Connect ${made.name}`} back={`#/job/${job.key}/devices`} backWords="Devices">
      <p>Enter this login at the gateway now. The secret is shown only once.</p>
      <dl className="login-lines">
        <dt>Server</dt>
        <dd>{location.hostname}</dd>
        <dt>Username</dt>
        <dd>{made.mqtt.username}</dd>
        <dt>Secret</dt>
        <dd className="secret">{made.mqtt.secret}</dd>
        <dt>Topics</dt>
        <dd>{made.topics.join(", ")}</dd>
      </dl>
      <LoginQr login={made.mqtt} what="the gateway" />
      <a className="button primary" href={`#/job/${job.key}/add-device`}>
        Continue: add its devices
      </a>
    </JobFrame>
  );
}
