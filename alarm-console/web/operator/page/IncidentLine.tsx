import { useState } from "react";
import { incidentShownMs, type ServiceIncident } from "#domain/serviceIncident.ts";
import { useNow } from "../../shared/clock/useNow.ts";
import { incidentText } from "./incidentText.ts";
import { LastingOutage } from "./LastingOutage.tsx";
import "./incident.css";

const storageKey = (userId: string) => `linkline.dismissedIncident.${userId}`;

/**
 * One quiet line on the desk about what went wrong with the service itself, the newest incident first. It makes no sound and takes no place
 * from an alarm. It goes after a day, or when the operator dismisses it: for herself and on this computer only, so that no one else misses it. An
 * outage that lasts has a line of its own, which stays until it is over.
 */
export function IncidentLine({ incidents, myId }: { incidents: readonly ServiceIncident[]; myId: string }) {
  const [dismissed, setDismissed] = useState(() => Number(localStorage.getItem(storageKey(myId)) ?? 0));
  const recent = (now: number) =>
    incidents.filter(({ id, to, outage }) => outage?.endedAt !== null && Number(id) > dismissed && now - Date.parse(to) < incidentShownMs);
  const lasting = incidents.filter(({ outage }) => outage !== null && outage.endedAt === null);
  const others = useNow((now) => recent(now).length) - 1;
  const text = useNow((now) => {
    const [newest] = recent(now);
    return newest === undefined ? "" : incidentText(newest, now);
  });
  const dismiss = () => {
    const newest = Math.max(...incidents.filter((one) => !lasting.includes(one)).map(({ id }) => Number(id)));
    localStorage.setItem(storageKey(myId), String(newest));
    setDismissed(newest);
  };
  return (
    <div role="status" aria-label="Incident">
      {lasting.map((one) => (
        <LastingOutage key={one.id} incident={one} />
      ))}
      {text !== "" && (
        <div className="incident">
          <span>
            {text}
            {others > 0 && ` ${others} more ${others === 1 ? "incident" : "incidents"} in the last 24 hours.`}
          </span>
          <button type="button" onClick={dismiss}>
            Dismiss
          </button>
        </div>
      )}
    </div>
  );
}
