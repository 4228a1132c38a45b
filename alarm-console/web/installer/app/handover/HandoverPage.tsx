import { type FormEvent, useRef, useState } from "react";
import { call } from "../../../shared/api/call.ts";
import { newKey } from "../../../shared/phone/phoneStores.ts";
import { JobFrame } from "../JobFrame.tsx";
import { entitiesOf, homeOf, type Job, textOf } from "../store/job.ts";
import { refusalText } from "../store/sendChange.ts";
import { useStored } from "../store/useJobs.ts";
import { notPressedText } from "../tasks.ts";
import type { WalkTest } from "../walkTest/useWalkTest.ts";
import { Signature } from "./Signature.tsx";

/** The person signs for what was fitted and agreed. The record stays as it is. */
export function HandoverPage({ job, walkTest }: { job: Job; walkTest: WalkTest }) {
  const waiting = useStored().changes.filter(({ jobKey }) => jobKey === job.key).length;
  const [drawn, setDrawn] = useState("");
  const [fault, setFault] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  // The same record sent twice is one.
  const key = useRef(newKey());
  const home = homeOf(job);
  const people = entitiesOf(job, "person");
  const untested = (walkTest.view?.devices ?? []).filter(({ tested }) => tested === null);
  const sign = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    const signedBy = String(data.get("signedBy")).trim();
    const signature = drawn === "" ? { how: "typed", text: signedBy } : { how: "drawn", path: drawn };
    setBusy(true);
    const body = { signedBy, signature, note: String(data.get("note")).trim(), leftUntested: untested.map(({ id }) => id) };
    const answer = await call<{ version: number }>("POST", `/api/v1/homes/${home?.id}/handovers`, body, undefined, {
      "idempotency-key": key.current,
    });
    setBusy(false);
    if (!answer.ok) {
      if (answer.status !== null && answer.status < 500) key.current = newKey();
      return setFault(`${refusalText(answer)} The record is not made yet. Try again.`);
    }
    walkTest.again();
    location.hash = `#/record/${home?.id}/${answer.value.version}`;
  };
  const isReady = home?.id != null && waiting === 0;
  return (
    <JobFrame job={job} title="Handover" back={`#/job/${job.key}`}>
      {!isReady && <p className="offline">The record needs a connection: {waiting} answers are not sent yet.</p>}
      {untested.length > 0 && (
        <p className="offline">
          {notPressedText(untested)} The record names them, and the office gets a list. With the signature you confirm that they were not
          tested.
        </p>
      )}
      {walkTest.view?.handover != null && home?.id != null && <a href={`#/record/${home.id}`}>See the last record, and print it</a>}
      <p>
        The record has the address, people and consents, contacts, plan, and each device with its test. It cannot be changed afterwards.
      </p>
      <form onSubmit={(event) => void sign(event)}>
        <label className="field">
          Who signs?
          <input name="signedBy" required autoComplete="off" defaultValue={textOf(people[0], "name")} />
        </label>
        <Signature path={drawn} onChange={setDrawn} />
        <label className="field">
          Note
          <textarea name="note" rows={2} />
        </label>
        <p className="fault" role="alert">
          {fault}
        </p>
        <button type="submit" className="primary" disabled={busy || !isReady}>
          Sign and make the record
        </button>
      </form>
    </JobFrame>
  );
}
