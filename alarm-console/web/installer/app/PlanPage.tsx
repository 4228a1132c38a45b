import { type FormEvent, useState } from "react";
import { JobFrame } from "./JobFrame.tsx";
import type { Job } from "./store/job.ts";
import { jobQueue, useStored } from "./store/useJobs.ts";
import type { WalkTest } from "./walkTest/useWalkTest.ts";

const templates = [
  ["basic", "Basic", "Calls for help, smoke, water, silent devices."],
  ["falls", "Falls", "Basic, and not back in bed or from the bathroom."],
  ["dementia", "Dementia", "Basic, and doors at night, leaving the safe area."],
  ["hospital", "After hospital", "Basic, and closer watch for six weeks."],
] as const;

/** The plan from a template. A supervisor adapts it later. */
export function PlanPage({ job, walkTest }: { job: Job; walkTest: WalkTest }) {
  const waits = useStored().changes.some(({ jobKey, what }) => jobKey === job.key && what === "plan");
  const known = walkTest.view?.plan?.template ?? null;
  const chosen = (waits ? job.template : (known ?? job.template)) ?? "basic";
  const [busy, setBusy] = useState(false);
  const next = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    setBusy(true);
    await jobQueue.choosePlan(job.key, String(new FormData(event.currentTarget).get("template")));
    location.hash = `#/job/${job.key}/devices`;
  };
  return (
    <JobFrame job={job} title="What should Link Line watch for?" back={`#/job/${job.key}`}>
      <p className="secondary">A supervisor can adapt the plan later.</p>
      <form key={chosen} onSubmit={(event) => void next(event)}>
        <fieldset className="ticks">
          <legend>Plan</legend>
          {templates.map(([value, words, explains]) => (
            <label key={value} className="tick">
              <input type="radio" name="template" value={value} defaultChecked={chosen === value} required />
              <span>
                {words}
                <span className="secondary">{explains}</span>
              </span>
            </label>
          ))}
        </fieldset>
        <button type="submit" className="primary" disabled={busy}>
          Save and continue
        </button>
      </form>
    </JobFrame>
  );
}
