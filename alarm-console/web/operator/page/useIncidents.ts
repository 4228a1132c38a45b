import { useState } from "react";
import { incidentShownMs, type ServiceIncident } from "#domain/serviceIncident.ts";
import { useNow } from "../../shared/clock/useNow.ts";
import { incidentText } from "./incidentText.ts";

const storageKey = (userId: string) => `linkline.dismissedIncident.${userId}`;

/**
 * What went wrong with the service itself. An outage that lasts stays until it is over. Of the others `text` names the newest; it goes after a day, or when
 * the operator dismisses it: for herself and on this computer only, so that no one else misses it.
 */
export function useIncidents(incidents: readonly ServiceIncident[], myId: string) {
  const [dismissed, setDismissed] = useState(() => Number(localStorage.getItem(storageKey(myId)) ?? 0));
  const recent = (now: number) =>
    incidents.filter(({ id, to, outage }) => outage?.endedAt !== null && Number(id) > dismissed && now - Date.parse(to) < incidentShownMs);
  const lasting = incidents.filter(({ outage }) => outage !== null && outage.endedAt === null);
  const text = useNow((now) => {
    const [newest, ...others] = recent(now);
    if (newest === undefined) return "";
    const more =
      others.length === 0 ? "" : ` ${others.length} more ${others.length === 1 ? "incident" : "incidents"} in the last 24 hours.`;
    return incidentText(newest, now) + more;
  });
  const dismiss = () => {
    const newest = Math.max(...incidents.filter((one) => !lasting.includes(one)).map(({ id }) => Number(id)));
    localStorage.setItem(storageKey(myId), String(newest));
    setDismissed(newest);
  };
  return { lasting, text, dismiss };
}
