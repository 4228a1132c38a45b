import { type FormEvent, useState } from "react";
import { call } from "../../../shared/api/call.ts";
import { Ask } from "../Ask.tsx";
import { JobFrame } from "../JobFrame.tsx";
import { FieldControl, readForm } from "../questions/FieldControl.tsx";
import type { QuestionField } from "../questions/fields.ts";
import { entitiesOf, homeOf, type Job, textOf } from "../store/job.ts";
import { refusalText } from "../store/sendChange.ts";
import { jobQueue, useStored } from "../store/useJobs.ts";
import type { WalkTest } from "../walkTest/useWalkTest.ts";

const reasons = ["Moved to a care home", "Died", "Moved house", "No longer wanted", "Another reason"] as const;
const reasonFields: readonly QuestionField[] = [
  { name: "reason", label: "Why does it end?", type: "choice", required: true, options: reasons.map((one) => [one, one] as const) },
  { name: "more", label: "More about it", type: "text" },
];

const openText =
  "A call or a device fault of this home is still open, so the service has not ended. Ask the centre to close it, then try again.";

interface Wish {
  why: string;
  returned: readonly string[];
}

/** The end of the service: why, and which devices go back to stock. It asks once, and can be undone for a day. */
export function EndServicePage({ job, walkTest }: { job: Job; walkTest: WalkTest }) {
  const home = homeOf(job);
  const waiting = useStored().changes.filter(({ jobKey }) => jobKey === job.key).length;
  const devices = entitiesOf(job, "device").flatMap((one) => (one.id === null ? [] : [{ id: one.id, words: wordsOf(one.fields) }]));
  const [wish, setWish] = useState<Wish | null>(null);
  const [fault, setFault] = useState<string | null>(null);
  const back = `#/job/${job.key}`;
  const check = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const { reason, more } = readForm(event.currentTarget, reasonFields);
    const returned = new FormData(event.currentTarget).getAll("returned").map(String);
    setWish({ why: more === "" ? String(reason) : `${reason}: ${more}`, returned });
  };
  const end = async () => {
    const answer = await call("POST", `/api/v1/homes/${home?.id}/end`, wish);
    setWish(null);
    if (!answer.ok) return setFault(answer.code === "openCases" ? openText : `${refusalText(answer)} The service has not ended.`);
    await jobQueue.open(home?.id ?? "");
    walkTest.again();
    location.hash = back;
  };
  const kept = devices.filter(({ id }) => wish !== null && !wish.returned.includes(id));
  return (
    <JobFrame job={job} title={`End the service of ${textOf(home, "name")}`} back={back}>
      {(home?.id == null || waiting > 0) && (
        <p className="offline">This needs a connection, and everything that you entered must be sent first.</p>
      )}
      <form onSubmit={check} hidden={wish !== null}>
        {reasonFields.map((field) => (
          <FieldControl key={field.name} field={field} value="" />
        ))}
        <fieldset className="ticks">
          <legend>Which devices go back to stock?</legend>
          {devices.map(({ id, words }) => (
            <label key={id} className="tick">
              <input type="checkbox" name="returned" value={id} />
              <span>{words}</span>
            </label>
          ))}
        </fieldset>
        <button type="submit" disabled={home?.id == null || waiting > 0}>
          End the service
        </button>
      </form>
      {wish !== null && (
        <Ask
          says={[
            `From now on no device of ${textOf(home, "name")} can call, and no rule watches it.`,
            kept.length === 0 ? "All devices go back to stock." : `Left in the home: ${kept.map(({ words }) => words).join("; ")}.`,
          ]}
          yes="End the service now"
          no="Do not end it"
          onYes={() => void end()}
          onNo={() => setWish(null)}
        />
      )}
      <p className="fault" role="alert">
        {fault}
      </p>
    </JobFrame>
  );
}

const wordsOf = ({ name, room, serial }: Record<string, unknown>): string => [name, room, serial].filter((part) => part !== "").join(", ");
