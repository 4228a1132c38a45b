import { type FormEvent, useCallback, useState } from "react";
import type { CallFailure } from "../../shared/api/call.ts";
import { useWhileVisible } from "../../shared/clock/useWhileVisible.ts";
import { deskHref } from "../../shared/navigation/pageAddress.ts";
import { checkFile, exportHref, isBusy, type Job, type Kind, kinds, kindWords, readJobs } from "./bulk.ts";
import { JobView } from "./JobView.tsx";
import "./bulk.css";

const readEveryMs = 1_000;

/** Supervisors bring the record in as files and fetch it as files. The newest job shows, also one that a colleague began. */
export function BulkPage() {
  const [job, setJob] = useState<Job | null>(null);
  const [failure, setFailure] = useState<CallFailure | null>(null);
  const read = useCallback(async () => {
    const answer = await readJobs();
    setFailure(answer.ok ? null : answer);
    if (answer.ok) setJob(answer.value.items[0] ?? null);
  }, []);
  useWhileVisible(read, readEveryMs);
  return (
    <div className="sheet bulk">
      <header className="sheet-head">
        <p className="sheet-way">
          <a href={deskHref}>Back</a>
        </p>
        <h2>Bulk import and export</h2>
      </header>
      <section className="bulk-part" aria-labelledby="bulk-import">
        <h3 id="bulk-import">Import a file</h3>
        <ChooseFile isBusy={job !== null && isBusy(job)} onJob={setJob} />
        {failure !== null && (
          <p className="fault" role="alert">
            {failure.message} The service continues with a file that it was writing. This page tries again.
          </p>
        )}
        {job !== null && <JobView job={job} onJob={setJob} />}
      </section>
      <section className="bulk-part" aria-labelledby="bulk-export">
        <h3 id="bulk-export">Export</h3>
        <p className="secondary">
          Without access notes, key safes and NHS numbers. The access log says that you have exported each home. A file that you import
          again unchanged changes nothing.
        </p>
        <ul className="bulk-exports">
          {kinds.map((kind) => (
            <li key={kind}>
              <a href={exportHref(kind)} download>
                Export {kind}
              </a>
            </li>
          ))}
        </ul>
      </section>
    </div>
  );
}

function ChooseFile({ isBusy: isWaiting, onJob }: { isBusy: boolean; onJob(job: Job): void }) {
  const [kind, setKind] = useState<Kind>("homes");
  const [file, setFile] = useState<File | null>(null);
  const [fault, setFault] = useState<string | null>(null);
  const [sending, setSending] = useState(false);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (file === null) return setFault("Choose a file first.");
    setSending(true);
    const answer = await checkFile(kind, file);
    setSending(false);
    setFault(answer.ok ? null : answer.message);
    if (answer.ok) onJob(answer.value);
  };
  return (
    <form className="bulk-choose" onSubmit={(event) => void submit(event)} noValidate>
      <p className="secondary" id="bulk-hint">
        A CSV file, at most 20,000 rows. Import homes first: the other files name them. Nothing is written before you have seen the result.
      </p>
      <div className="field">
        <label htmlFor="bulk-kind">What is in the file</label>
        <select id="bulk-kind" value={kind} onChange={(event) => setKind(event.target.value as Kind)}>
          {kinds.map((one) => (
            <option key={one} value={one}>
              {kindWords[one]}
            </option>
          ))}
        </select>
      </div>
      <div className="field">
        <label htmlFor="bulk-file">File</label>
        <input
          id="bulk-file"
          type="file"
          accept=".csv,.txt,text/csv"
          aria-describedby="bulk-hint"
          onChange={(event) => setFile(event.target.files?.[0] ?? null)}
        />
      </div>
      {fault !== null && (
        <p className="fault" role="alert">
          {fault}
        </p>
      )}
      <button type="submit" className="primary" disabled={sending || isWaiting}>
        Check the file
      </button>
    </form>
  );
}
