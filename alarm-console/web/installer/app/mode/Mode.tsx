import { useState } from "react";
import { call } from "../../../shared/api/call.ts";
import { wallDay, wallMinute } from "../../../shared/clock/wallTime.ts";
import { deviceOf, homeOf, type Job, textOf } from "../store/job.ts";
import { refusalText } from "../store/sendChange.ts";
import { jobQueue } from "../store/useJobs.ts";
import type { WalkTest } from "../walkTest/useWalkTest.ts";
import { BeginTest } from "./BeginTest.tsx";
import { GoLive } from "./GoLive.tsx";

interface ModeProps {
  job: Job;
  walkTest: WalkTest;
  mode: string;
}

/** Who answers the alarms of this home now, and what changes it. */
export function Mode({ job, walkTest, mode }: ModeProps) {
  const homeId = homeOf(job)?.id ?? null;
  const until = walkTest.view?.until ?? null;
  const changed = async () => {
    if (homeId !== null) await jobQueue.open(homeId);
    walkTest.again();
  };
  if (mode === "ended") return <Ended job={job} onDone={changed} />;
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
        <strong>{mode === "test" ? "A test home." : "Live."}</strong>{" "}
        {mode === "test" ? "Its alarms ring no operator." : "Alarms of this home ring the centre."}
      </p>
      {homeId !== null && mode === "live" && <BeginTest homeId={homeId} words="Test this home or add devices" onDone={changed} />}
    </div>
  );
}

/** GET /homes/{id}: how the service ended. */
interface ServiceEnd {
  at: string;
  why: string;
  by: string;
  returned: readonly string[];
}

function Ended({ job, onDone }: { job: Job; onDone(): Promise<void> }) {
  const [fault, setFault] = useState<string | null>(null);
  const home = homeOf(job);
  const end = (home?.fields.serviceEnd ?? null) as ServiceEnd | null;
  const reopen = async () => {
    const answer = await call("POST", `/api/v1/homes/${home?.id}/reopen`, { why: "Begun again on the installer's phone" });
    setFault(answer.ok ? null : refusalText(answer));
    await onDone();
  };
  const returned = (end?.returned ?? []).map((id) => textOf(deviceOf(job, id), "name")).filter((name) => name !== "");
  return (
    <div className="mode">
      <p>
        <strong>The service has ended.</strong> No device of this home can call.
      </p>
      {end !== null && (
        <p>
          {end.by}, {wallDay(end.at)}: {end.why}. {returned.length === 0 ? "" : `Returned to stock: ${returned.join(", ")}.`}
        </p>
      )}
      <p>Within a day all is as it was. Later the devices that were returned are out, and others must be added.</p>
      <button type="button" onClick={() => void reopen()}>
        Begin the service again
      </button>
      <p className="fault" role="alert">
        {fault}
      </p>
    </div>
  );
}
