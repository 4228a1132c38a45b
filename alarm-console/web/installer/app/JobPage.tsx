import { useState } from "react";
import { JobFrame } from "./JobFrame.tsx";
import { entitiesOf, homeOf, type Job, textOf } from "./store/job.ts";
import { jobQueue } from "./store/useJobs.ts";
import { setMode, type WalkTest } from "./walkTest/useWalkTest.ts";

interface Task {
  title: string;
  href: string;
  done: string | null;
}

/** What is left to do in a home, and what is done. */
export function JobPage({ job, walkTest }: { job: Job; walkTest: WalkTest }) {
  const home = homeOf(job);
  const tasks = tasksOf(job, walkTest);
  const next = tasks.find(({ done }) => done === null);
  const mode = walkTest.view?.mode ?? job.mode;
  return (
    <JobFrame job={job} title={textOf(home, "name") || "A new home"} back="#/" backWords="Your jobs">
      <Mode job={job} walkTest={walkTest} mode={mode} />
      <ol className="tasks">
        {tasks.map(({ title, href, done }) => (
          <li key={title}>
            <a href={href}>{title}</a>
            <span className={done === null ? "task-state to-do" : "task-state done"}>{done ?? "To do"}</span>
          </li>
        ))}
      </ol>
      {next !== undefined && (
        <a className="button primary" href={next.href}>
          Continue: {next.title.toLowerCase()}
        </a>
      )}
    </JobFrame>
  );
}

function Mode({ job, walkTest, mode }: { job: Job; walkTest: WalkTest; mode: string }) {
  const [fault, setFault] = useState<string | null>(null);
  const home = homeOf(job);
  const until = walkTest.view?.until ?? null;
  const change = async (to: "commissioning" | "live") => {
    if (home?.id == null) return;
    setFault(await setMode(home.id, home.version, to));
    await jobQueue.open(home.id);
    walkTest.again();
  };
  if (mode === "commissioning")
    return (
      <div className="mode">
        <p>
          <strong>In commissioning.</strong> Alarms of this home ring no operator
          {until === null ? "" : `. It goes live by itself at ${clock(until)}`}.
        </p>
        {home?.id != null && (
          <button type="button" onClick={() => void change("live")}>
            Make this home live
          </button>
        )}
        <p className="fault" role="alert">
          {fault}
        </p>
      </div>
    );
  return (
    <div className="mode live">
      <p>
        <strong>Live.</strong> Alarms of this home ring the centre.
      </p>
      {home?.id != null && mode === "live" && (
        <button type="button" onClick={() => void change("commissioning")}>
          Test this home or add devices
        </button>
      )}
      <p className="fault" role="alert">
        {fault}
      </p>
    </div>
  );
}

const clock = (at: string): string => new Date(at).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });

function tasksOf(job: Job, { view }: WalkTest): Task[] {
  const path = `#/job/${job.key}`;
  const count = (kind: "person" | "contact" | "device", one: string, more: string): string | null => {
    const { length } = entitiesOf(job, kind);
    return length === 0 ? null : length === 1 ? one : `${length} ${more}`;
  };
  const home = homeOf(job);
  const consents = entitiesOf(job, "person").filter(({ fields }) => ((fields.consents ?? []) as unknown[]).length > 0).length;
  const people = count("person", "1 person", "people");
  const devices = view?.devices ?? [];
  const tested = devices.filter((one) => one.tested !== null).length;
  const known = home?.id != null;
  return [
    { title: "Address", href: `${path}/q/address`, done: textOf(home, "name") === "" ? null : "Done" },
    {
      title: "Telephone of the home",
      href: `${path}/q/phone`,
      done: job.answered.includes("phone") || textOf(home, "phone") !== "" ? "Done" : null,
    },
    {
      ...{ title: "How a responder gets in", href: `${path}/q/access` },
      done: job.answered.includes("access") || home?.fields.hasAccessNotes === true ? "Done" : null,
    },
    {
      title: "People and consent",
      href: people === null ? `${path}/q/person` : `${path}/another/person`,
      done: people && (consents > 0 ? people : "No consent yet"),
    },
    { title: "Contacts", href: `${path}/another/contact`, done: count("contact", "1 contact", "contacts") },
    { title: "Plan", href: `${path}/plan`, done: job.answered.includes("plan") ? "Chosen" : null },
    { title: "Devices", href: `${path}/devices`, done: count("device", "1 device", "devices") },
    {
      title: "Walk test",
      href: `${path}/walk-test`,
      done: devices.length > 0 && tested === devices.length ? `${tested} of ${devices.length} tested` : null,
    },
    { title: "Handover", href: `${path}/handover`, done: job.answered.includes("handover") ? "Signed" : null },
  ].map((task) => (known || !["Walk test", "Handover"].includes(task.title) ? task : { ...task, done: null }));
}
