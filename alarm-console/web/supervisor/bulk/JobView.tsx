import { useState } from "react";
import { wallDay, wallMinute } from "../../shared/clock/wallTime.ts";
import { applyJob, type Job, kindWords } from "./bulk.ts";

/** What was found in a file, its faults, what it changes, and how far it is. */
export function JobView({ job, onJob }: { job: Job; onJob(job: Job): void }) {
  const [failure, setFailure] = useState<string | null>(null);
  const apply = async () => {
    const answer = await applyJob(job.id);
    setFailure(answer.ok ? null : answer.message);
    if (answer.ok) onJob(answer.value);
  };
  const { new: added, changed, same } = job.differences;
  const changes = added + changed;
  return (
    <article className="bulk-job" aria-labelledby="bulk-job">
      <h4 id="bulk-job">
        {kindWords[job.kind]}: {job.fileName === "" ? "a file" : job.fileName}
      </h4>
      <p className="secondary">
        {job.by}, {wallDay(job.startedAt)} {wallMinute(job.startedAt)}. Read as {job.encoding}, separator {job.separator}.
      </p>
      <p role="status">{sentenceOf(job)}</p>
      {(job.state === "checking" || job.state === "writing") && (
        <progress
          aria-label={job.state === "writing" ? "Written" : "Checked"}
          max={job.state === "writing" ? Math.max(changes, 1) : undefined}
          value={job.state === "writing" ? job.written : undefined}
        />
      )}
      {job.state !== "faulty" && job.state !== "checking" && (
        <dl className="bulk-counts">
          <Count title="New" count={added} />
          <Count title="Changed" count={changed} />
          <Count title="The same" count={same} />
          <Count title="Written" count={job.written} />
        </dl>
      )}
      {job.state === "checked" && changes > 0 && (
        <button type="button" className="primary" onClick={() => void apply()}>
          Write {changes.toLocaleString("en-GB")} {changes === 1 ? "row" : "rows"} to the record
        </button>
      )}
      {failure !== null && (
        <p className="fault" role="alert">
          {failure}
        </p>
      )}
      {job.faults.length > 0 && <Faults job={job} />}
    </article>
  );
}

function sentenceOf({ state, total, differences, faultCount, why }: Job): string {
  const rows = `${total.toLocaleString("en-GB")} ${total === 1 ? "row" : "rows"}`;
  switch (state) {
    case "checking":
      return `Checking: ${rows} so far. You may leave this page.`;
    case "faulty":
      return `${rows}, ${faultCount.toLocaleString("en-GB")} ${faultCount === 1 ? "fault" : "faults"}. Nothing was written. Correct the file and choose it again.`;
    case "checked":
      return differences.new + differences.changed === 0
        ? `${rows}. The record has all of this already.`
        : `${rows} without a fault. Nothing is written yet.`;
    case "writing":
      return "Writing. You may leave this page.";
    case "done":
      return faultCount === 0 ? "Done." : `Done. ${faultCount.toLocaleString("en-GB")} left out: see below.`;
    case "interrupted":
      return `Interrupted. ${why}`;
    case "discarded":
      return `Not applied. ${why}`;
  }
}

function Count({ title, count }: { title: string; count: number }) {
  return (
    <div>
      <dt>{title}</dt>
      <dd>{count.toLocaleString("en-GB")}</dd>
    </div>
  );
}

function Faults({ job: { faults, faultCount } }: { job: Job }) {
  return (
    <section className="bulk-faults" aria-label="Faults">
      <table>
        <thead>
          <tr>
            <th scope="col">Line</th>
            <th scope="col">Column</th>
            <th scope="col">What is wrong</th>
          </tr>
        </thead>
        <tbody>
          {faults.map(({ line, column, message }) => (
            <tr key={`${line} ${column} ${message}`}>
              <td>{line}</td>
              <td>{column === "" ? "Whole line" : column}</td>
              <td>{message}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {faultCount > faults.length && (
        <p className="secondary">{(faultCount - faults.length).toLocaleString("en-GB")} more are not listed.</p>
      )}
    </section>
  );
}
