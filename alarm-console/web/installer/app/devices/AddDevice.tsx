import { type FormEvent, useState } from "react";
import { JobFrame } from "../JobFrame.tsx";
import { FieldControl, readForm } from "../questions/FieldControl.tsx";
import type { QuestionField } from "../questions/fields.ts";
import type { Fields, Job } from "../store/job.ts";
import { jobQueue } from "../store/useJobs.ts";
import { AddedWithNotes } from "./gateways/AddedWithNotes.tsx";
import { type AddedDevice, addOffered } from "./gateways/addOffered.ts";
import type { Offered } from "./gateways/FromGateway.tsx";
import { kinds, kindWords } from "./kinds.ts";
import { WhichDevice } from "./WhichDevice.tsx";

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
  const [added, setAdded] = useState<AddedDevice | null>(null);
  const back = `#/job/${job.key}/devices`;
  const again = () => {
    setAdded(null);
    setOffered(null);
    setGiven(null);
  };
  const choose = (one: Offered) => {
    setOffered(one);
    setGiven(one.kinds[0] === undefined ? {} : { kind: one.kinds[0] });
  };
  if (added !== null) return <AddedWithNotes job={job} added={added} onAgain={again} />;
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
    if (offered !== null) {
      const answer = await addOffered(job, offered, { ...given, ...fields });
      if (typeof answer === "string") return setFault(answer);
      if (answer.notes.length > 0) return setAdded(answer);
      location.hash = back;
      return;
    }
    const installedOn = new Date().toISOString().slice(0, 10);
    const device = { ...given, expectedIntervalSeconds: 3_600, outside: false, ...fields, installedOn };
    const key = await jobQueue.save(job.key, "device", null, device);
    location.hash = `#/job/${job.key}/device/${key}`;
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
      onGiven={save}
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
  onGiven(fields: Fields): void | Promise<void>;
}

function Step({ job, back, title, fields, values = {}, fault = null, onGiven }: StepProps) {
  const [busy, setBusy] = useState(false);
  const next = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    // A second tap would add the device twice.
    setBusy(true);
    await onGiven(readForm(event.currentTarget, fields));
    setBusy(false);
  };
  return (
    <JobFrame job={job} title={title} back={back} backWords="Devices">
      <form onSubmit={(event) => void next(event)}>
        {fields.map((field) => (
          <FieldControl key={field.name} field={field} value={values[field.name]} />
        ))}
        <p className="fault" role="alert">
          {fault}
        </p>
        <button type="submit" className="primary" disabled={busy}>
          Continue
        </button>
      </form>
    </JobFrame>
  );
}
