import type { ReactNode } from "react";
import type { ServiceIncident } from "#domain/serviceIncident.ts";
import { wallMinute } from "../../shared/clock/wallTime.ts";
import { outageHref } from "../../shared/navigation/pageAddress.ts";

/** An outage that lasts: how it goes, who is at risk, and the way to its work list, which says until when silences are held back. */
export function LastingOutage({ incident: { id, from, text, outage }, more }: { incident: ServiceIncident; more: ReactNode }) {
  if (outage === null) return null;
  const { highRisk, acknowledged } = outage;
  return (
    <div className="notice-line" data-urgent={acknowledged === null}>
      <span>
        Since {wallMinute(from)}: {text}
        {highRisk > 0 && <strong> {highRisk === 1 ? "1 silent home is" : `${highRisk} silent homes are`} at high risk.</strong>}
        {acknowledged === null ? " No person works on it yet." : ` ${acknowledged.name} works on it.`}
      </span>
      <a href={outageHref(id)}>Open the work list</a>
      {more}
    </div>
  );
}
