import { type FormEvent, useState } from "react";
import { JobFrame } from "../JobFrame.tsx";
import { entitiesOf, entityOf, homeOf, type Job, textOf } from "../store/job.ts";
import { jobQueue } from "../store/useJobs.ts";
import { FieldControl, readForm } from "./FieldControl.tsx";
import type { Question } from "./fields.ts";
import { pageAfter } from "./order.ts";

interface QuestionPageProps {
  job: Job;
  question: Question;
  /** Which person or contact; left out: a new one, or the home. */
  entityKey: string | undefined;
}

/** One question. The answer is stored on the phone before the next page opens. */
export function QuestionPage({ job, question, entityKey }: QuestionPageProps) {
  const { kind, title, hint, fields, read, show } = question;
  const entity = kind === "home" ? homeOf(job) : entityOf(job, entityKey);
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<string | null>(null);
  const values = entity === undefined ? {} : (show?.(entity) ?? entity.fields);
  const name = textOf(entity, "preferredName") || textOf(entity, "name");
  const next = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const given = readForm(event.currentTarget, fields);
    const wrong = question.fault?.(given) ?? null;
    setFault(wrong);
    if (wrong !== null) return;
    setBusy(true);
    const today = new Date().toISOString().slice(0, 10);
    const answer = read === undefined ? given : read(given, entity, today);
    const key = await jobQueue.save(job.key, kind, entity?.key ?? null, answer);
    location.hash = pageAfter(job.key, question, key);
  };
  return (
    <JobFrame job={job} title={title(name)} back={`#/job/${job.key}`}>
      {hint !== undefined && <p className="secondary">{hint}</p>}
      <form onSubmit={(event) => void next(event)} key={entity?.key ?? "new"}>
        {fields.map((field) => (
          <FieldControl key={field.name} field={field} value={values[field.name]} />
        ))}
        <p className="fault" role="alert">
          {fault}
        </p>
        <button type="submit" className="primary" disabled={busy}>
          Save and continue
        </button>
      </form>
    </JobFrame>
  );
}

interface AnotherPageProps {
  job: Job;
  kind: "person" | "contact";
}

/** After a person or a contact: is there another one? */
export function AnotherPage({ job, kind }: AnotherPageProps) {
  const [title, add, done] =
    kind === "person"
      ? ["Does anyone else live here?", "Add another person", `#/job/${job.key}/q/contact`]
      : ["Is there another contact?", "Add another contact", `#/job/${job.key}/plan`];
  return (
    <JobFrame job={job} title={title} back={`#/job/${job.key}`}>
      <ul className="summary">
        {entitiesOf(job, kind).map((one) => (
          <li key={one.key}>
            <a href={`#/job/${job.key}/q/${kind}/${one.key}`}>{textOf(one, "name")}</a>
          </li>
        ))}
      </ul>
      <a className="button" href={`#/job/${job.key}/q/${kind}`}>
        {add}
      </a>
      <a className="button primary" href={done}>
        No, continue
      </a>
    </JobFrame>
  );
}
