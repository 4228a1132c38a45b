import { useEffect } from "react";
import { JobFrame } from "./JobFrame.tsx";
import { Mode } from "./mode/Mode.tsx";
import { homeOf, type Job, textOf } from "./store/job.ts";
import { jobQueue } from "./store/useJobs.ts";
import { type Task, tasksOf } from "./tasks.ts";
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
  const mode = walkTest.view?.mode ?? job.mode;
  const tasks = tasksOf(job, walkTest.view);
  const next = tasks.find(({ state }) => state === "toDo");
  return (
    <JobFrame job={job} title={textOf(home, "name") || "A new home"} back="#/" backWords="Your jobs">
      <Mode job={job} walkTest={walkTest} mode={mode} />
      {mode !== "ended" && (
        <ol className="tasks">
          {tasks.map((task) => (
            <TaskLine key={task.title} task={task} />
          ))}
        </ol>
      )}
      {mode !== "ended" && next !== undefined && (
        <a className="button primary" href={next.href}>
          Continue: {next.title.toLowerCase()}
        </a>
      )}
      {homeId !== null && (mode === "live" || mode === "commissioning") && (
        <a className="button" href={`#/job/${job.key}/end-service`}>
          End the service of this home
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
