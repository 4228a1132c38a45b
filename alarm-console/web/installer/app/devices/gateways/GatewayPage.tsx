import { useState } from "react";
import { call } from "../../../../shared/api/call.ts";
import { Ask } from "../../Ask.tsx";
import { JobFrame } from "../../JobFrame.tsx";
import { entitiesOf, homeOf, type Job } from "../../store/job.ts";
import { refusalText } from "../../store/sendChange.ts";
import { GatewayLogin, type GatewayWithSecret } from "./GatewayLogin.tsx";
import { gatewayText, useGateways } from "./useGateways.ts";

/** One gateway of the home: whether it is connected, and a new secret for it. */
export function GatewayPage({ job, rest: [id] }: { job: Job; rest: readonly string[] }) {
  const homeId = homeOf(job)?.id ?? null;
  const gateways = useGateways(homeId);
  const gateway = gateways?.find((one) => one.id === id);
  const [asks, setAsks] = useState(false);
  const [fault, setFault] = useState<string | null>(null);
  const [renewed, setRenewed] = useState<GatewayWithSecret | null>(null);
  const renew = async () => {
    setAsks(false);
    const answer = await call<GatewayWithSecret>("POST", `/api/v1/homes/${homeId}/gateways/${id}/secret`);
    setFault(answer.ok ? null : `${refusalText(answer)} The old secret still works.`);
    if (answer.ok) setRenewed(answer.value);
  };
  if (renewed !== null) return <GatewayLogin job={job} made={renewed} />;
  const behind = entitiesOf(job, "device").filter(({ fields }) => fields.gatewayId === id).length;
  return (
    <JobFrame job={job} title={gateway?.name ?? "Gateway"} back={`#/job/${job.key}/devices`} backWords="Devices">
      {gateway === undefined ? (
        <p role="status">{gateways === null ? "Reading it. This needs a connection." : "It was taken out of this home."}</p>
      ) : (
        <>
          <p>{gatewayText(gateway)}</p>
          <p className="secondary">
            It speaks for {devicesText(behind)}. Topics: {gateway.topics.join(", ")}
          </p>
          {asks ? (
            <Ask
              says={[
                `The secret that ${gateway.name} uses ends at once, and its connection closes.`,
                `${behind === 0 ? "Its devices" : capital(devicesText(behind))} cannot call until you enter the new secret at the gateway.`,
              ]}
              yes="Make a new secret"
              no="Keep the secret"
              onYes={() => void renew()}
              onNo={() => setAsks(false)}
            />
          ) : (
            <button type="button" onClick={() => setAsks(true)}>
              Make a new secret
            </button>
          )}
        </>
      )}
      <p className="fault" role="alert">
        {fault}
      </p>
      <a className="button" href={`#/job/${job.key}/add-device`}>
        Add a device
      </a>
    </JobFrame>
  );
}

const devicesText = (count: number): string => (count === 0 ? "no device yet" : count === 1 ? "1 device" : `${count} devices`);
const capital = (words: string): string => `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
