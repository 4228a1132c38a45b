import { useState } from "react";
import { useNow } from "../../../shared/clock/useNow.ts";
import { Ask } from "../Ask.tsx";
import { kindWords, numbersText } from "../devices/kinds.ts";
import { JobFrame } from "../JobFrame.tsx";
import { BeginTest } from "../mode/BeginTest.tsx";
import { GoLive } from "../mode/GoLive.tsx";
import { homeOf, type Job } from "../store/job.ts";
import { jobQueue } from "../store/useJobs.ts";
import { notPressedText } from "../tasks.ts";
import type { CommissioningView } from "./commissioningView.ts";
import type { WalkTest } from "./useWalkTest.ts";

/** Press each sensor: it ticks as Link Line records it. What was not pressed stays on top. */
export function WalkTestPage({ job, walkTest }: { job: Job; walkTest: WalkTest }) {
  const { view, live } = walkTest;
  const devices = view?.devices ?? [];
  const [missing, tested] = [devices.filter((one) => one.tested === null), devices.filter((one) => one.tested !== null)];
  return (
    <JobFrame job={job} title="Walk test" back={`#/job/${job.key}`}>
      {homeOf(job)?.id == null && <p className="offline">The walk test needs a connection: the home is not at Link Line yet.</p>}
      {view !== null && !live && <p className="offline">No live connection. This page tries again by itself.</p>}
      {view?.mode === "live" && (
        <div className="offline mode">
          <p>This home is live: a press now rings the centre.</p>
          <BeginTest homeId={view.homeId} words="Begin the test" onDone={async () => walkTest.again()} />
        </div>
      )}
      <p>Press or trigger each sensor once. Smoke alarms have a test button.</p>
      <p role="status" className="count-tested">
        {tested.length} of {devices.length} tested
      </p>
      <List title="Not pressed yet" devices={missing} walkTest={walkTest} />
      <List title="Tested" devices={tested} walkTest={walkTest} />
      {view?.mode === "commissioning" && view.handover !== null && (
        <GoLive
          homeId={view.homeId}
          onDone={async () => {
            await jobQueue.open(view.homeId);
            walkTest.again();
          }}
        />
      )}
      <Onward job={job} missing={missing} />
    </JobFrame>
  );
}

type Device = CommissioningView["devices"][number];

/** To the handover. What was not pressed is named first. */
function Onward({ job, missing }: { job: Job; missing: readonly Device[] }) {
  const [asks, setAsks] = useState(false);
  const href = `#/job/${job.key}/handover`;
  if (missing.length === 0)
    return (
      <a className="button primary" href={href}>
        Continue: handover
      </a>
    );
  if (!asks)
    return (
      <button type="button" onClick={() => setAsks(true)}>
        Continue without the rest
      </button>
    );
  return (
    <Ask
      says={[notPressedText(missing), "Link Line does not know whether they work. The handover record will name them."]}
      yes="Continue without them"
      no="Go on with the test"
      onYes={() => {
        location.hash = href;
      }}
      onNo={() => setAsks(false)}
    />
  );
}

function List({ title, devices, walkTest }: { title: string; devices: readonly Device[]; walkTest: WalkTest }) {
  if (devices.length === 0) return null;
  return (
    <section>
      <h2>{title}</h2>
      <ul className="sensors">
        {devices.map((device) => (
          <Sensor key={device.id} device={device} walkTest={walkTest} />
        ))}
      </ul>
    </section>
  );
}

function Sensor({ device, walkTest }: { device: Device; walkTest: WalkTest }) {
  const { id, name, kind, room, tested, lastHeardAt } = device;
  const last = walkTest.ticks.get(id);
  const [battery, signal] = [tested?.battery ?? device.battery, tested?.signal ?? device.signal];
  const other = tested === null && last !== undefined && last.kind !== kind && last.kind !== "heartbeat" ? last.kind : null;
  return (
    <li className={tested === null ? "sensor" : "sensor ticked"} data-device={id}>
      <svg className="mark" viewBox="0 0 24 24" aria-hidden="true">
        {tested === null ? <circle cx="12" cy="12" r="9" /> : <path d="M4 12.5 10 18 20 6" />}
      </svg>
      <span className="sensor-words">
        <strong>{name}</strong>
        <span className="secondary">{room === "" ? kindWords(kind) : `${kindWords(kind)} · ${room}`}</span>
        <span className="numbers">{lastHeardAt === null ? "Link Line has not heard it yet" : numbersText(battery, signal)}</span>
        {other !== null && (
          <span className="fault">
            {other === "unreadable"
              ? `It sent what a device registered as “${kindWords(kind)}” does not send. Check which device it is.`
              : `It sent “${kindWords(other)}”, and is registered as “${kindWords(kind)}”.`}
          </span>
        )}
      </span>
      <Ago at={tested?.at ?? lastHeardAt} />
    </li>
  );
}

function Ago({ at }: { at: string | null }) {
  const words = useNow((now) => (at === null ? "never" : agoText(Math.max(0, Math.floor((now - Date.parse(at)) / 1000)))));
  return <span className="ago">{words}</span>;
}

const agoText = (seconds: number): string => (seconds < 120 ? `${seconds} s ago` : `${Math.floor(seconds / 60)} min ago`);
