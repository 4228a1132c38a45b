import { type FormEvent, useCallback, useState } from "react";
import { call } from "../../shared/api/call.ts";
import { useWhileVisible } from "../../shared/clock/useWhileVisible.ts";
import { wallDay, wallMinute } from "../../shared/clock/wallTime.ts";
import type { Me } from "../../shared/session/session.ts";
import { homeOf, type Job, textOf } from "./store/job.ts";
import type { Jobs, UnknownDevice } from "./store/jobsList.ts";
import { phone } from "./store/phone.ts";
import { jobQueue, useStored } from "./store/useJobs.ts";
import { Waiting } from "./Waiting.tsx";

/** The jobs: what the service knows, and homes that are only on this phone. */
export function JobsPage({ me, onSignOut }: { me: Me; onSignOut(): Promise<void> }) {
  const { jobs } = useStored();
  const [known, setKnown] = useState<{ list: Jobs; isStored: boolean } | null>(null);
  const [unknown, setUnknown] = useState<readonly UnknownDevice[]>();
  const read = useCallback(async () => {
    document.title = "Your jobs · Link Line";
    const answer = await call<Jobs>("GET", "/api/v1/installer/jobs");
    const unknown = await call<{ items: UnknownDevice[] }>("GET", "/api/v1/unknown-devices?limit=100");
    if (unknown.ok) setUnknown(unknown.value.items);
    if (answer.ok) {
      setKnown({ list: answer.value, isStored: false });
      void phone.write("answers", "jobs", answer.value);
    } else {
      const stored = await phone.read<Jobs>("answers", "jobs");
      setKnown((before) => before ?? (stored && { list: stored, isStored: true }));
    }
  }, []);
  useWhileVisible(
    useCallback(() => void read(), [read]),
    20_000,
  );
  const notSent = jobs.filter((job) => homeOf(job)?.id == null && job.entities.length > 0);
  const list = known?.list;
  return (
    <main className="installer">
      <header className="row">
        <h1>Your jobs</h1>
        <button type="button" className="plain" onClick={() => void onSignOut()}>
          Sign out
        </button>
      </header>
      <Waiting />
      {known?.isStored && <p className="offline">No connection. This is the list as it was last.</p>}
      <button type="button" className="primary" onClick={() => void beginJob()}>
        Set up a home
      </button>
      <FindHome />
      {notSent.length > 0 && (
        <section>
          <h2>On this phone, not sent yet</h2>
          <ul className="jobs">
            {notSent.map((job) => (
              <JobLine key={job.key} href={`#/job/${job.key}`} name={nameOf(job)} more="Waits for a connection" />
            ))}
          </ul>
        </section>
      )}
      <Part title="In commissioning" empty="No home is in commissioning." lines={list?.commissioning} more={commissioningText} />
      <Part title="Batteries to change" empty="No battery is low." lines={list?.batteries} more={batteryText} page={troublePage} />
      <Part
        title="Device faults"
        empty="No device has a fault."
        lines={list?.faults}
        more={({ sentence }) => sentence}
        page={troublePage}
      />
      <Part
        title="Unknown devices to add"
        empty="No gateway offers a device that is not registered."
        lines={unknown}
        more={unknownText}
        page={() => "/add-device"}
      />
      <Part title="Monthly tests overdue" empty="No test is overdue." lines={list?.tests} more={testText} page={() => "/walk-test"} />
      <p className="secondary">
        You are signed in as {me.name}. <a href="/">Technical list and homes</a>
      </p>
    </main>
  );
}

const nameOf = (job: Job): string => textOf(homeOf(job), "name") || "A home without an address yet";

async function beginJob(): Promise<void> {
  const { key } = await jobQueue.begin();
  location.hash = `#/job/${key}/q/address`;
}

interface Line {
  homeId: string;
  homeName: string;
}

function Part<T extends Line>({
  title,
  empty,
  lines,
  more,
  page = () => "",
}: {
  title: string;
  empty: string;
  lines: readonly T[] | undefined;
  more(one: T): string;
  /** Where in the home the work is: "/device/12". */
  page?(one: NoInfer<T>): string;
}) {
  return (
    <section>
      <h2>
        {title} {lines !== undefined && lines.length > 0 && <span className="count">{lines.length}</span>}
      </h2>
      {lines?.length === 0 && <p className="secondary">{empty}</p>}
      <ul className="jobs">
        {lines?.map((one) => (
          <JobLine key={`${one.homeId}/${more(one)}`} href={`#/home/${one.homeId}${page(one)}`} name={one.homeName} more={more(one)} />
        ))}
      </ul>
    </section>
  );
}

function JobLine({ href, name, more }: { href: string; name: string; more: string }) {
  return (
    <li>
      <a href={href}>
        <strong>{name}</strong>
        <span>{more}</span>
      </a>
    </li>
  );
}

/** A fault without a device is about commissioning that ended with devices that were not tested. */
const troublePage = ({ deviceId }: { deviceId: string | null }): string => (deviceId === null ? "/walk-test" : `/device/${deviceId}`);
const commissioningText = ({ until, devices }: Jobs["commissioning"][number]): string =>
  `${devices === 1 ? "1 device" : `${devices} devices`}${until === null ? "" : ` · goes live by itself at ${wallMinute(until)}`}`;
const batteryText = ({ sentence, dueOn, overdue }: Jobs["batteries"][number]): string =>
  `${sentence} · ${overdue ? "was due" : "due"} on ${wallDay(dueOn)}`;
const unknownText = ({ name, externalId, model, gatewayName }: UnknownDevice): string =>
  [name ?? externalId, model ?? "", gatewayName].filter((part) => part !== "").join(" · ");
const testText = ({ lastTestAt, overdueDays }: Jobs["tests"][number]): string =>
  `${lastTestAt === null ? "Never tested" : `Tested last on ${wallDay(lastTestAt)}`} · overdue for ${overdueDays === 1 ? "1 day" : `${overdueDays} days`}`;

/** Finds a home that is registered, by words of its name or address. */
function FindHome() {
  const [found, setFound] = useState<readonly { id: string; name: string; address: string }[] | string | null>(null);
  const find = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const words = String(new FormData(event.currentTarget).get("find")).trim();
    if (words === "") return;
    type Page = { items: { id: string; name: string; address: string }[] };
    const answer = await call<Page>("GET", `/api/v1/homes?limit=20&find=${encodeURIComponent(words)}`);
    setFound(answer.ok ? answer.value.items : `${answer.message} Try again when you have a connection.`);
  };
  return (
    <search>
      <form onSubmit={(event) => void find(event)}>
        <label className="field">
          Find a home by its address
          <input name="find" type="search" autoComplete="off" />
        </label>
        <button type="submit">Find</button>
        <div aria-live="polite">
          {typeof found === "string" && <p className="fault">{found}</p>}
          {Array.isArray(found) && found.length === 0 && <p>No home has these words.</p>}
          {Array.isArray(found) && (
            <ul className="jobs">
              {found.map(({ id, name, address }) => (
                <JobLine key={id} href={`#/home/${id}`} name={name} more={address} />
              ))}
            </ul>
          )}
        </div>
      </form>
    </search>
  );
}
