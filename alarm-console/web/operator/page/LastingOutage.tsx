import type { ServiceIncident } from "#domain/serviceIncident.ts";
import { wallMinute } from "../../shared/clock/wallTime.ts";
import { outageHref } from "../../shared/navigation/pageAddress.ts";

/** An outage that lasts: how it goes, who is at risk, when its silences ring, and the way to its work list. */
export function LastingOutage({ incident: { id, from, text, outage } }: { incident: ServiceIncident }) {
  if (outage === null) return null;
  const { highRisk, acknowledged, ringsAt } = outage;
  return (
    <div className="incident incident-outage" data-unacknowledged={acknowledged === null}>
      <span>
        Since {wallMinute(from)}: {text}
        {highRisk > 0 && <strong> {highRisk === 1 ? "1 silent home is" : `${highRisk} silent homes are`} at high risk.</strong>}
        {acknowledged === null ? " No person works on it yet." : ` ${acknowledged.name} works on it.`}
        {ringsAt !== null && ` Silences are held back until ${wallMinute(ringsAt)}.`}
      </span>
      <a href={outageHref(id)}>Open the work list</a>
    </div>
  );
}
