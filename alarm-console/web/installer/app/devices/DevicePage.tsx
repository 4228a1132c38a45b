import { useCallback, useEffect, useState } from "react";
import { call } from "../../../shared/api/call.ts";
import { formatAgo } from "../../../shared/clock/durations.ts";
import { useNow } from "../../../shared/clock/useNow.ts";
import { useWhileVisible } from "../../../shared/clock/useWhileVisible.ts";
import { wallDay } from "../../../shared/clock/wallTime.ts";
import { JobFrame } from "../JobFrame.tsx";
import { deviceOf, type Entity, homeOf, type Job, textOf } from "../store/job.ts";
import type { WalkTest } from "../walkTest/useWalkTest.ts";
import { kindWords, numbersText } from "./kinds.ts";
import { Login } from "./Login.tsx";
import { ReplaceDevice } from "./ReplaceDevice.tsx";
import { TakeOut } from "./TakeOut.tsx";

/** One device: how it is, what is wrong with it, its login, a new unit in its place, and its way back to stock. */
export function DevicePage({ job, walkTest, rest }: { job: Job; walkTest: WalkTest; rest: readonly string[] }) {
  const device = deviceOf(job, rest[0]);
  const back = `#/job/${job.key}/devices`;
  if (device === undefined)
    return (
      <JobFrame job={job} title="No such device" back={back} backWords="Devices">
        <p>It is not in this home any more, or this phone has not read it. Open the home again when you have a connection.</p>
      </JobFrame>
    );
  const { id } = device;
  const homeId = homeOf(job)?.id ?? null;
  const heard = walkTest.view?.devices.find((one) => one.id === id);
  const lastHeardAt = heard?.lastHeardAt ?? (textOf(device, "lastHeardAt") || null);
  const isBehind = textOf(device, "gatewayId") !== "";
  return (
    <JobFrame job={job} title={textOf(device, "name")} back={back} backWords="Devices">
      {id === null || homeId === null ? (
        <p className="offline">It is kept on this phone. It gets its login when there is a connection.</p>
      ) : (
        <>
          <Condition device={device} lastHeardAt={lastHeardAt} battery={heard?.battery ?? null} signal={heard?.signal ?? null} />
          <Faults homeId={homeId} deviceId={id} onChange={walkTest.again} />
          {isBehind ? (
            <p>Its gateway speaks for it, so it has no login. Pair a new one there under the same name: then its history stays.</p>
          ) : (
            <>
              <Login homeId={homeId} deviceId={id} name={textOf(device, "name")} works={lastHeardAt !== null} />
              <ReplaceDevice homeId={homeId} device={device} />
            </>
          )}
          <TakeOut homeId={homeId} device={device} back={back} />
        </>
      )}
      <a className="button" href={`#/job/${job.key}/add-device`}>
        Add another device
      </a>
      <a className="button primary" href={`#/job/${job.key}/walk-test`}>
        Continue: walk test
      </a>
    </JobFrame>
  );
}

interface ConditionProps {
  device: Entity;
  lastHeardAt: string | null;
  battery: number | null;
  signal: number | null;
}

function Condition({ device, lastHeardAt, battery, signal }: ConditionProps) {
  const ago = useNow((now) => (lastHeardAt === null ? "" : formatAgo(now - Date.parse(lastHeardAt))));
  const type = textOf(device, "batteryType");
  const place = [kindWords(textOf(device, "kind")), textOf(device, "room"), textOf(device, "location"), textOf(device, "serial")];
  type Unit = { serial: string; replacedAt: string; by: string };
  return (
    <div>
      <p className="secondary">{place.filter((part) => part !== "").join(" · ")}</p>
      <p>{lastHeardAt === null ? "Link Line has not heard it yet." : `Heard ${ago}: ${numbersText(battery, signal)}`}</p>
      {type !== "" && <p>Battery type: {type}</p>}
      {((device.fields.formerUnits ?? []) as Unit[]).map(({ serial, replacedAt, by }) => (
        <p key={replacedAt} className="secondary">
          It replaced {serial === "" ? "one without a serial number" : serial} on {wallDay(replacedAt)} ({by}).
        </p>
      ))}
    </div>
  );
}

const readAgainMs = 5_000;

/** What is wrong with the device, as the technical list says it. */
function Faults({ homeId, deviceId, onChange }: { homeId: string; deviceId: string; onChange(): void }) {
  const [sentences, setSentences] = useState<readonly string[]>([]);
  const read = useCallback(async () => {
    type Page = { items: { deviceId: string | null; sentence: string }[] };
    const answer = await call<Page>("GET", `/api/v1/alarms?state=open&list=technical&limit=100&home=${homeId}`);
    if (answer.ok) setSentences(answer.value.items.filter((one) => one.deviceId === deviceId).map(({ sentence }) => sentence));
  }, [homeId, deviceId]);
  useWhileVisible(
    useCallback(() => void read(), [read]),
    readAgainMs,
  );
  // What mended it came with new numbers.
  // biome-ignore lint/correctness/useExhaustiveDependencies: another list is the reason
  useEffect(onChange, [sentences.length, onChange]);
  return (
    <div role="status" className={sentences.length === 0 ? "hidden" : "offline"}>
      {sentences.map((sentence) => (
        <p key={sentence}>
          <strong>{sentence}</strong>
        </p>
      ))}
      {sentences.length > 0 && <p>Mend it, then press it: the job ends when the device reports that it is well.</p>}
    </div>
  );
}
