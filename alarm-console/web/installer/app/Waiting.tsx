import { questions } from "./questions/fields.ts";
import { type Change, entityOf, textOf } from "./store/job.ts";
import { jobQueue, useStored } from "./store/useJobs.ts";

/** What waits to be sent, and what the service refused. */
export function Waiting({ jobKey }: { jobKey?: string }) {
  const { changes, connected } = useStored();
  const mine = jobKey === undefined ? changes : changes.filter((one) => one.jobKey === jobKey);
  const refused = mine.filter((one) => one.refused !== null);
  return (
    <div className="no-print">
      <p role="status" className={!connected && mine.length > 0 ? "offline" : "hidden"}>
        {!connected && mine.length > 0 ? `No connection. ${saved(mine.length)} on this phone and sent when it is back.` : ""}
      </p>
      {refused.map((change) => (
        <Refused key={change.key} change={change} />
      ))}
    </div>
  );
}

const saved = (count: number): string => (count === 1 ? "1 answer is kept" : `${count} answers are kept`);

function Refused({ change }: { change: Change }) {
  const { jobs } = useStored();
  const { jobKey, entityKey, fields } = change;
  const job = jobs.find(({ key }) => key === jobKey);
  const entity = job && entityOf(job, entityKey);
  const question = questions.find((one) => one.kind === entity?.kind && one.fields.some(({ name }) => name in fields));
  return (
    <div className="refused" role="alert">
      <p>
        <strong>Link Line did not accept an answer.</strong> {change.refused}
      </p>
      <p>What you entered is still on this phone. Correct it, then send it again.</p>
      {question !== undefined && <a href={`#/job/${jobKey}/q/${question.id}/${entityKey}`}>{question.title(textOf(entity, "name"))}</a>}
      <div className="row">
        <button type="button" onClick={() => void jobQueue.settle(change, "again")}>
          Send again
        </button>
        <button type="button" onClick={() => void jobQueue.settle(change, "drop")}>
          Drop this answer
        </button>
      </div>
    </div>
  );
}
