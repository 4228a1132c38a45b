import { type FormEvent, useState } from "react";
import { call } from "../../../shared/api/call.ts";
import { JobFrame } from "../JobFrame.tsx";
import { FieldControl, readForm } from "../questions/FieldControl.tsx";
import type { QuestionField } from "../questions/fields.ts";
import { type Fields, homeOf, type Job } from "../store/job.ts";
import { refusalText } from "../store/sendChange.ts";
import { jobQueue } from "../store/useJobs.ts";
import { FromGateway, type Offered } from "./FromGateway.tsx";
import { kinds, kindWords } from "./kinds.ts";
import { Scan } from "./Scan.tsx";

const kindField: readonly QuestionField[] = [{ name: "kind", label: "It is a", type: "choice", required: true, options: kinds }];
const placeFields: readonly QuestionField[] = [
  { name: "room", label: "Room", hint: "Hall, bedroom", type: "text", required: true },
  { name: "location", label: "Where in the room", hint: "Left of the door", type: "text" },
];
const outside: QuestionField = { name: "outside", label: "This door leads outside", type: "flag" };
const named: QuestionField = { name: "name", label: "Name", hint: "Operators read it in an alarm", type: "text", required: true };

/** Three questions: which one is it, what is it, where is it. */
export function AddDevice({ job }: { job: Job }) {
  const [given, setGiven] = useState<Fields | null>(null);
  const [offered, setOffered] = useState<Offered | null>(null);
  const [fault, setFault] = useState<string | null>(null);
  const back = `#/job/${job.key}/devices`;
  const choose = (one: Offered) => {
    setOffered(one);
    setGiven(one.kinds[0] === undefined ? {} : { kind: one.kinds[0] });
  };
  if (given === null) return <WhichDevice job={job} back={back} onGiven={(serial) => setGiven({ serial })} onChosen={choose} />;
  if (given.kind === undefined)
    return (
      <Step
        job={job}
        back={back}
        title="What is it?"
        fields={kindField}
        onGiven={(fields) => setGiven({ ...given, ...fields })}
        key="kind"
      />
    );
  const kind = String(given.kind);
  const save = async (fields: Fields) => {
    if (offered !== null) return setFault(await addOffered(job, offered, { ...given, ...fields }, back));
    const installedOn = new Date().toISOString().slice(0, 10);
    const device = { ...given, expectedIntervalSeconds: 3_600, outside: false, ...fields, installedOn };
    const key = await jobQueue.save(job.key, "device", null, device);
    location.hash = `#/job/${job.key}/login/${key}`;
  };
  const fields = [named, ...placeFields, ...(kind === "door" ? [outside] : [])];
  return (
    <Step
      job={job}
      back={back}
      title="Where is it?"
      fields={fields}
      values={{ name: offered?.name ?? kindWords(kind) }}
      fault={fault}
      onGiven={(more) => void save(more)}
      key="place"
    />
  );
}

interface StepProps {
  job: Job;
  back: string;
  title: string;
  fields: readonly QuestionField[];
  values?: Fields;
  fault?: string | null;
  onGiven(fields: Fields): void;
}

function Step({ job, back, title, fields, values = {}, fault = null, onGiven }: StepProps) {
  const next = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    onGiven(readForm(event.currentTarget, fields));
  };
  return (
    <JobFrame job={job} title={title} back={back} backWords="Devices">
      <form onSubmit={next}>
        {fields.map((field) => (
          <FieldControl key={field.name} field={field} value={values[field.name]} />
        ))}
        <p className="fault" role="alert">
          {fault}
        </p>
        <button type="submit" className="primary">
          Continue
        </button>
      </form>
    </JobFrame>
  );
}

/** Registers a device that a gateway offers. It needs a connection. Null: it is registered. */
async function addOffered(job: Job, { id }: Offered, fields: Fields, back: string): Promise<string | null> {
  const homeId = homeOf(job)?.id ?? "";
  const { location: _where, ...given } = fields;
  const answer = await call("POST", `/api/v1/homes/${homeId}/unknown-devices/${id}`, { ...given, expectedIntervalSeconds: 86_400 });
  if (!answer.ok) return `${refusalText(answer)} The device is not added yet.`;
  await jobQueue.open(homeId);
  location.hash = back;
  return null;
}

interface WhichProps {
  job: Job;
  back: string;
  onGiven(serial: string): void;
  onChosen(one: Offered): void;
}

/** The serial number: scanned, typed, or none. One that is in use says where. */
function WhichDevice({ job, back, onGiven, onChosen }: WhichProps) {
  const homeId = homeOf(job)?.id ?? null;
  const [serial, setSerial] = useState("");
  const [scanning, setScanning] = useState(false);
  const [fault, setFault] = useState<string | null>(null);
  const check = async (event: FormEvent) => {
    event.preventDefault();
    const typed = serial.trim();
    if (typed === "") return onGiven("");
    type Answer = { usedBy: { words: string } | null };
    const answer = await call<Answer>("GET", `/api/v1/serials/${encodeURIComponent(typed)}`);
    // Without a connection the number is kept; the service says it later.
    if (answer.ok && answer.value.usedBy !== null) {
      const { words } = answer.value.usedBy;
      return setFault(`${words.charAt(0).toUpperCase()}${words.slice(1)}. Take it out there first, or check the number.`);
    }
    onGiven(typed);
  };
  const found = (code: string) => {
    setSerial(code);
    setFault(null);
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
        <button type="submit" className="primary">
          Continue
        </button>
      </form>
      {homeId !== null && <FromGateway homeId={homeId} onChosen={onChosen} />}
    </JobFrame>
  );
}
