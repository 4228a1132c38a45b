import { JobFrame } from "../../JobFrame.tsx";
import type { Job } from "../../store/job.ts";
import type { AddedDevice } from "./addOffered.ts";

/** The device is registered, and Link Line does not know its model: what the rules can use of it, and how to find out. */
export function AddedWithNotes({ job, added: { name, notes }, onAgain }: { job: Job; added: AddedDevice; onAgain(): void }) {
  return (
    <JobFrame job={job} title={`${name} is added`} back={`#/job/${job.key}/devices`} backWords="Devices">
      {notes.map((note) => (
        <p key={note} className="offline">
          {note}
        </p>
      ))}
      <p>Trigger it in the walk test: the page shows what it sends. If it does not tick, it does not guard this home.</p>
      <button type="button" onClick={onAgain}>
        Add another device
      </button>
      <a className="button primary" href={`#/job/${job.key}/walk-test`}>
        Continue: walk test
      </a>
    </JobFrame>
  );
}
