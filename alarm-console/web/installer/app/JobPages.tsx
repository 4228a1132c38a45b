import { type ComponentType, Suspense, useEffect, useState } from "react";
import { lazyPart } from "../../shared/design/lazyPart.tsx";
import { JobPage } from "./JobPage.tsx";
import { PlanPage } from "./PlanPage.tsx";
import { questionOf } from "./questions/fields.ts";
import { AnotherPage, QuestionPage } from "./questions/QuestionPage.tsx";
import { entitiesOf, homeOf, type Job } from "./store/job.ts";
import { jobQueue, useJob, useStored } from "./store/useJobs.ts";
import { Calls } from "./walkTest/Calls.tsx";
import { useWalkTest, type WalkTest } from "./walkTest/useWalkTest.ts";

type JobPart = ComponentType<{ job: Job; walkTest: WalkTest; rest: readonly string[] }>;
const AddDevice: JobPart = lazyPart(async () => (await import("./devices/AddDevice.tsx")).AddDevice);
const AddGateway: JobPart = lazyPart(async () => (await import("./devices/gateways/AddGateway.tsx")).AddGateway);
const GatewayPage: JobPart = lazyPart(async () => (await import("./devices/gateways/GatewayPage.tsx")).GatewayPage);
const DevicePage: JobPart = lazyPart(async () => (await import("./devices/DevicePage.tsx")).DevicePage);
const DevicesPage: JobPart = lazyPart(async () => (await import("./devices/DevicesPage.tsx")).DevicesPage);
const EndServicePage: JobPart = lazyPart(async () => (await import("./handover/EndServicePage.tsx")).EndServicePage);
const WalkTestPage: JobPart = lazyPart(async () => (await import("./walkTest/WalkTestPage.tsx")).WalkTestPage);
const HandoverPage: JobPart = lazyPart(async () => (await import("./handover/HandoverPage.tsx")).HandoverPage);

const parts: Readonly<Record<string, JobPart>> = {
  devices: DevicesPage,
  "add-device": AddDevice,
  "add-gateway": AddGateway,
  gateway: GatewayPage,
  device: DevicePage,
  "end-service": EndServicePage,
  "walk-test": WalkTestPage,
  handover: HandoverPage,
};

/** `home/7`: reads the home, and goes on as its job. `job/<key>/…`: a page of it. */
export function JobPages({ page, id, rest }: { page: string; id: string; rest: readonly string[] }) {
  const job = useJob(id);
  const [missing, setMissing] = useState(false);
  const homeId = page === "home" ? id : id.startsWith("home-") ? id.slice("home-".length) : null;
  useEffect(() => {
    if (homeId === null || (page === "job" && job !== undefined)) return;
    void jobQueue.open(homeId).then((opened) => {
      if (opened === null) setMissing(true);
      else if (opened.key !== id) location.replace(`#/job/${opened.key}${rest.map((part) => `/${part}`).join("")}`);
    });
  }, [homeId, page, id, job, rest]);
  if (job !== undefined) return <OpenJob job={job} rest={rest} />;
  return (
    <main className="installer" aria-busy={!missing}>
      {missing && <p role="alert">This home could not be read. It needs a connection once.</p>}
      <a className="back" href="#/">
        Your jobs
      </a>
    </main>
  );
}

/** On every page of a home a call of it is shown large: it may be real. */
function OpenJob({ job, rest }: { job: Job; rest: readonly string[] }) {
  const waits = useStored().changes.some(({ jobKey }) => jobKey === job.key);
  const made = entitiesOf(job, "device").filter(({ id }) => id !== null).length;
  const walkTest = useWalkTest(homeOf(job)?.id ?? null, `${made} ${waits}`);
  // A home whose service has ended has one page: how it ended, and the way to begin again.
  const hasEnded = (walkTest.view?.mode ?? job.mode) === "ended";
  const leadsAway = hasEnded && rest.length > 0;
  useEffect(() => {
    if (leadsAway) location.replace(`#/job/${job.key}`);
  }, [leadsAway, job.key]);
  const [page, name, entityKey] = hasEnded ? [] : rest;
  const question = page === "q" ? questionOf(name) : undefined;
  const Part = page === undefined ? undefined : parts[page];
  return (
    <>
      <Calls walkTest={walkTest} />
      <Suspense fallback={<main className="installer" aria-busy="true" />}>
        {question !== undefined ? (
          <QuestionPage key={`${name}/${entityKey}`} job={job} question={question} entityKey={entityKey} />
        ) : page === "another" && (name === "person" || name === "contact") ? (
          <AnotherPage job={job} kind={name} />
        ) : page === "plan" ? (
          <PlanPage job={job} walkTest={walkTest} />
        ) : Part !== undefined ? (
          <Part job={job} walkTest={walkTest} rest={rest.slice(1)} />
        ) : (
          <JobPage job={job} walkTest={walkTest} />
        )}
      </Suspense>
    </>
  );
}
