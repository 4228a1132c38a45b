import { useEffect } from "react";
import { wallMinute } from "../../shared/clock/wallTime.ts";
import { GoLive } from "./GoLive.tsx";
import { JobFrame } from "./JobFrame.tsx";
import { homeOf, type Job, textOf } from "./store/job.ts";
import { jobQueue } from "./store/useJobs.ts";
import { type Task, tasksOf } from "./tasks.ts";
import { BeginTest } from "./walkTest/BeginTest.tsx";
import type { WalkTest } from "./walkTest/useWalkTest.ts";

const stateClasses = { toDo: "task-state to-do", done: "task-state done", optional: "task-state secondary" } as const;

/** What is left to do in a home, and what is done. */
export function JobPage({ job, walkTest }: { job: Job; walkTest: WalkTest }) {
  const home = homeOf(job);
  const homeId = home?.id ?? null;
  // Another phone may have changed the home.
  useEffect(() => {
    if (homeId !== null) void jobQueue.open(homeId);
  }, [homeId]);
  const tasks = tasksOf(job, walkTest.view);
  const next = tasks.find(({ state }) => state === "toDo");
  return (
    <JobFrame job={job} title={textOf(home, "name") || "A new home"} back="#/" backWords="Your jobs">
      <Mode job={job} walkTest={walkTest} mode={walkTest.view?.mode ?? job.mode} />
      <ol className="tasks">
        {tasks.map((task) => (
          <TaskLine key={task.title} task={task} />
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

function TaskLine({ task: { title, href, state, words } }: { task: Task }) {
  return (
    <li>
      <a href={href}>{title}</a>
      <span className={stateClasses[state]}>{words}</span>
    </li>
  );
}

function Mode({ job, walkTest, mode }: { job: Job; walkTest: WalkTest; mode: string }) {
  const homeId = homeOf(job)?.id ?? null;
  const until = walkTest.view?.until ?? null;
  const changed = async () => {
    if (homeId !== null) await jobQueue.open(homeId);
    walkTest.again();
  };
  if (mode === "commissioning")
    return (
      <div className="mode">
        <p>
          <strong>In commissioning.</strong> Alarms of this home ring no operator
          {until === null ? "" : `. It goes live by itself at ${wallMinute(until)}`}.
        </p>
        {homeId !== null && <GoLive homeId={homeId} onDone={changed} />}
      </div>
    );
  return (
    <div className="mode live">
      <p>
        <strong>Live.</strong> Alarms of this home ring the centre.
      </p>
      {homeId !== null && mode === "live" && <BeginTest homeId={homeId} words="Test this home or add devices" onDone={changed} />}
    </div>
  );
}
