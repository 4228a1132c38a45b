import { type FormEvent, useState } from "react";
import { call } from "../../../shared/api/call.ts";
import { JobFrame } from "../JobFrame.tsx";
import { homeOf, type Job } from "../store/job.ts";
import { FromGateway, type Offered } from "./gateways/FromGateway.tsx";
import { Scan } from "./Scan.tsx";

interface WhichProps {
  job: Job;
  back: string;
  onGiven(serial: string): void;
  onChosen(one: Offered): void;
}

/** The serial number: scanned, typed, or none. One that is in use says where. */
export function WhichDevice({ job, back, onGiven, onChosen }: WhichProps) {
  const homeId = homeOf(job)?.id ?? null;
  const [serial, setSerial] = useState("");
  const [scanning, setScanning] = useState(false);
  const [fault, setFault] = useState<string | null>(null);
  const [usedAt, setUsedAt] = useState<string | null>(null);
  const check = async (event: FormEvent) => {
    event.preventDefault();
    const typed = serial.trim();
    if (typed === "") return onGiven("");
    type Answer = { usedBy: { words: string; homeId: string | null; deviceId: string | null } | null };
    const answer = await call<Answer>("GET", `/api/v1/serials/${encodeURIComponent(typed)}`);
    // Without a connection the number is kept; the service says it later.
    if (answer.ok && answer.value.usedBy !== null) {
      const { words, homeId: where, deviceId } = answer.value.usedBy;
      setUsedAt(where === null ? null : `#/home/${where}/device/${deviceId}`);
      return setFault(`${words.charAt(0).toUpperCase()}${words.slice(1)}. Take it out there first, or check the number.`);
    }
    onGiven(typed);
  };
  const found = (code: string) => {
    setSerial(code);
    setFault(null);
    setUsedAt(null);
    setScanning(false);
  };
  return (
    <JobFrame job={job} title="Which device is it?" back={back} backWords="Devices">
      {scanning ? (
        <Scan onFound={found} onEnd={() => setScanning(false)} />
      ) : (
        <button type="button" onClick={() => setScanning(true)}>
          Scan its code
        </button>
      )}
      <form onSubmit={(event) => void check(event)}>
        <div className="field">
          <label htmlFor="serial">Serial number</label>
          <span id="serial-hint" className="secondary">
            As on the device. Leave it empty if there is none.
          </span>
          <input
            id="serial"
            name="serial"
            value={serial}
            onChange={(event) => setSerial(event.target.value)}
            autoComplete="off"
            autoCapitalize="characters"
            spellCheck={false}
            aria-describedby="serial-hint serial-fault"
            aria-invalid={fault !== null}
          />
        </div>
        <p id="serial-fault" className="fault" role="alert">
          {fault}
        </p>
        {usedAt !== null && <a href={usedAt}>Open that device</a>}
        <button type="submit" className="primary">
          Continue
        </button>
      </form>
      {homeId !== null && <FromGateway homeId={homeId} onChosen={onChosen} />}
    </JobFrame>
  );
}
