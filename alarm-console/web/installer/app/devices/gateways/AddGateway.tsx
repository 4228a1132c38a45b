import { type FormEvent, useEffect, useState } from "react";
import { call } from "../../../../shared/api/call.ts";
import { JobFrame } from "../../JobFrame.tsx";
import { homeOf, type Job } from "../../store/job.ts";
import { refusalText } from "../../store/sendChange.ts";
import { GatewayLogin, type GatewayWithSecret } from "./GatewayLogin.tsx";

interface Family {
  name: string;
  title: string;
}
/** A gateway of the home gets its login; then it offers its devices. It needs a connection. */
export function AddGateway({ job }: { job: Job }) {
  const homeId = homeOf(job)?.id ?? null;
  const [families, setFamilies] = useState<readonly Family[]>([]);
  const [made, setMade] = useState<GatewayWithSecret | null>(null);
  const [busy, setBusy] = useState(false);
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
    setBusy(true);
    const answer = await call<GatewayWithSecret>("POST", `/api/v1/homes/${homeId}/gateways`, given);
    setBusy(false);
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
        <button type="submit" className="primary" disabled={busy || homeId === null}>
          Continue
        </button>
      </form>
    </JobFrame>
  );
}
