import { JobFrame } from "../../JobFrame.tsx";
import type { Job } from "../../store/job.ts";
import { LoginQr } from "../LoginQr.tsx";

/** A gateway as the service answers it once, with its secret. */
export interface GatewayWithSecret {
  name: string;
  topics: readonly string[];
  mqtt: { username: string; secret: string };
}

/** The login of a gateway, shown this once. */
export function GatewayLogin({ job, made }: { job: Job; made: GatewayWithSecret }) {
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
