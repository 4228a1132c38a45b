import { JobFrame } from "../JobFrame.tsx";
import { entitiesOf, homeOf, type Job, textOf } from "../store/job.ts";
import { gatewayText, useGateways } from "./gateways/useGateways.ts";
import { kindWords } from "./kinds.ts";

/** The devices of the home, and adding one. */
export function DevicesPage({ job }: { job: Job }) {
  const devices = entitiesOf(job, "device");
  const gateways = useGateways(homeOf(job)?.id ?? null) ?? [];
  return (
    <JobFrame job={job} title="Devices" back={`#/job/${job.key}`}>
      <ul className="summary">
        {devices.map((device) => (
          <li key={device.key}>
            <a href={`#/job/${job.key}/device/${device.key}`}>{textOf(device, "name")}</a>
            <span className="secondary">
              {[kindWords(textOf(device, "kind")), textOf(device, "room"), textOf(device, "serial")]
                .filter((part) => part !== "")
                .join(" · ")}
            </span>
          </li>
        ))}
      </ul>
      {devices.length === 0 && <p className="secondary">No device yet.</p>}
      {gateways.length > 0 && <h2>Gateways</h2>}
      <ul className="summary">
        {gateways.map((gateway) => (
          <li key={gateway.id}>
            <a href={`#/job/${job.key}/gateway/${gateway.id}`}>{gateway.name}</a>
            <span className="secondary">{gatewayText(gateway)}</span>
          </li>
        ))}
      </ul>
      <a className={devices.length === 0 ? "button primary" : "button"} href={`#/job/${job.key}/add-device`}>
        Add a device
      </a>
      <a className="button" href={`#/job/${job.key}/add-gateway`}>
        Add a gateway
      </a>
      {devices.length > 0 && (
        <a className="button primary" href={`#/job/${job.key}/walk-test`}>
          Continue: walk test
        </a>
      )}
    </JobFrame>
  );
}
