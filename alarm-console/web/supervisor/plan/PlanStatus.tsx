import { momentText } from "../../shared/absence/AbsenceLine.tsx";
import { foreignZone } from "../../shared/clock/wallTime.ts";
import type { PlanView } from "../../shared/plan/planApi.ts";
import { dateText } from "./planText.ts";

/** The live plan of a home: its version, who made it live, when and why, and its dates. */
export function PlanStatus({ live, editable }: { live: PlanView; editable: boolean }) {
  const { plan } = live;
  const zone = foreignZone(live.timezone);
  return (
    <>
      <p>
        <strong>{plan.name}</strong>
        {live.version === 0 || live.madeAt === null
          ? ": no plan has been chosen for this home yet"
          : `, version ${live.version}, by ${live.by ?? "the service"} on ${momentText(live.madeAt, live.timezone)}`}
        {live.why !== null && live.why !== "" && <>: “{live.why}”</>}
      </p>
      {live.rules.some(({ off }) => off === "notYet") && (
        <p className="notice">This plan has not started. It starts on {dateText(plan.starts, "starts")}. Calls for help are always on.</p>
      )}
      {live.rules.some(({ off }) => off === "over") && (
        <p className="notice">This plan has expired. Its last day was {dateText(plan.ends, "ends")}. Calls for help are always on.</p>
      )}
      <p className="secondary">
        {plan.starts !== null && `Starts ${dateText(plan.starts, "starts")}. `}
        {plan.review !== null && `Review date ${dateText(plan.review, "review")}. `}
        {plan.ends !== null && `Last day ${dateText(plan.ends, "ends")}. `}
        {zone !== null && `Times are in the time zone ${zone}. `}
        {!editable && "You can view this plan. Only a supervisor can change it."}
      </p>
    </>
  );
}
