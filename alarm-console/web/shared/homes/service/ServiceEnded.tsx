import { type FormEvent, useState } from "react";
import { type CallFailure, call } from "../../api/call.ts";
import { useNow } from "../../clock/useNow.ts";
import { wallDay, wallMinute } from "../../clock/wallTime.ts";
import { Faults, faultsIn } from "../../forms/faults.ts";
import type { HomeDetail } from "../../homeDetails/home.ts";
import { Reason } from "./EndService.tsx";
import "./service.css";

interface ServiceEndedProps {
  home: HomeDetail;
  end: NonNullable<HomeDetail["serviceEnd"]>;
  mayReopen: boolean;
  onReopened(): void;
}

/** Within this time everything comes back as it was. */
const undoMs = 86_400_000;

/** How the service of a home ended, and the way to begin it again. */
export function ServiceEnded({ home, end, mayReopen, onReopened }: ServiceEndedProps) {
  const [asking, setAsking] = useState(false);
  const returned = home.devices.filter(({ id }) => end.returned.includes(id)).map(({ name }) => name);
  return (
    <section className="service service-ended" aria-label="The service has ended">
      <p>
        <strong>The service of this home has ended.</strong> Nothing here raises an alarm.
      </p>
      <p>
        {wallDay(end.at, home.timezone)} {wallMinute(end.at, home.timezone)}, {end.by}. Reason: {end.why}.{" "}
        {returned.length === 0 ? "No device went back to stock." : `Back to stock: ${returned.join(", ")}.`}
      </p>
      {mayReopen && !asking && (
        <button type="button" onClick={() => setAsking(true)}>
          Begin the service again…
        </button>
      )}
      {asking && <ReopenForm home={home} end={end} returned={returned} onReopened={onReopened} onCancel={() => setAsking(false)} />}
    </section>
  );
}

interface ReopenFormProps extends Omit<ServiceEndedProps, "mayReopen"> {
  returned: readonly string[];
  onCancel(): void;
}

function ReopenForm({ home, end, returned, onReopened, onCancel }: ReopenFormProps) {
  const [why, setWhy] = useState("");
  const [failure, setFailure] = useState<CallFailure | null>(null);
  const [busy, setBusy] = useState(false);
  const isUndo = useNow((now) => now - Date.parse(end.at) <= undoMs);
  const reopen = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    const answer = await call("POST", `/api/v1/homes/${home.id}/reopen`, { why });
    setBusy(false);
    setFailure(answer.ok ? null : answer);
    if (answer.ok) onReopened();
  };
  return (
    <Faults.Provider value={faultsIn(failure)}>
      <form className="service-form" aria-label="Begin the service again" onSubmit={(event) => void reopen(event)} noValidate>
        <p>
          The home is live at once: its devices may log in, its plan watches it, and its alarms ring.{" "}
          {isUndo
            ? "The service ended less than a day ago, so everything comes back as it was."
            : returned.length === 0
              ? "Every device comes back."
              : `The service ended more than a day ago: ${returned.join(", ")} went back to stock and will be taken out of the home.`}
        </p>
        <Reason value={why} onChange={setWhy} hint="Such as: ended by mistake" />
        {failure !== null && (
          <p className="fault" role="alert">
            The service has not begun again. {failure.message}
          </p>
        )}
        <div className="buttons">
          <button type="submit" className="primary" disabled={busy}>
            Yes, begin the service again
          </button>
          <button type="button" onClick={onCancel}>
            Leave it ended
          </button>
        </div>
      </form>
    </Faults.Provider>
  );
}
