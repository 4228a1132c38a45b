import { momentText } from "../../shared/absence/AbsenceLine.tsx";
import { foreignZone } from "../../shared/clock/wallTime.ts";
import type { PlanView } from "./planApi.ts";
import { dateWords } from "./planWords.ts";

/** Which version guards the home, since when, by whom and why, and until when. */
export function PlanStanding({ live, editable }: { live: PlanView; editable: boolean }) {
  const { plan } = live;
  const zone = foreignZone(live.timezone);
  return (
    <>
      <p>
        <strong>{plan.name}</strong>
        {live.version === 0 || live.madeAt === null
          ? ": nobody has chosen a plan for this home yet"
          : `, version ${live.version}, by ${live.by ?? "the service"} on ${momentText(live.madeAt, live.timezone)}`}
        {live.why !== null && live.why !== "" && <>: “{live.why}”</>}
      </p>
      {live.rules.some(({ off }) => off === "notYet") && (
        <p className="told">This plan does not guard yet: it starts {dateWords(plan.starts, "starts")}. Calls for help are always on.</p>
      )}
      {live.rules.some(({ off }) => off === "over") && (
        <p className="told">This plan guards no more: it ended after {dateWords(plan.ends, "ends")}. Calls for help are always on.</p>
      )}
      <p className="quiet">
        {plan.starts !== null && `Starts ${dateWords(plan.starts, "starts")}. `}
        {plan.review !== null && `Reviewed ${dateWords(plan.review, "review")}. `}
        {plan.ends !== null && `Ends after ${dateWords(plan.ends, "ends")}. `}
        {zone !== null && `Times are ${zone} time. `}
        {!editable && "You may read this plan; supervisors change it."}
      </p>
    </>
  );
}
