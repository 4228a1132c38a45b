import { type PlanDifference, unheardNightsText } from "#domain/planDifference.ts";
import type { RuleBook } from "../../shared/plan/ruleBook.ts";
import { ChangeShape } from "./ChangeShape.tsx";
import { changeOrder, changeTitles, worseForGenuine } from "./changeText.ts";
import { DifferenceTable } from "./DifferenceTable.tsx";
import "./difference.css";
import { Losses } from "./Losses.tsx";
import { TimeLine } from "./TimeLine.tsx";

/** What the new plan would have done in recent nights, compared with the current plan: in words, on a time line, and as a table. */
export function DifferenceView({ difference, book, stale }: { difference: PlanDifference; book: RuleBook; stale: boolean }) {
  const { alarms, timezone } = difference;
  const unheard = unheardNightsText(difference);
  const ringing = alarms.filter((one) => !one.technical);
  const technical = alarms.filter((one) => one.technical && one.change !== "same");
  return (
    <div className="difference" data-stale={stale}>
      <p className="difference-words">{difference.summary}</p>
      {unheard !== null && <p className="difference-unheard">{unheard}</p>}
      <Losses difference={difference} />
      <ul className="legend" aria-label="Number of alarms by change">
        {changeOrder.map((change) => (
          <li key={change} data-change={change}>
            <ChangeShape change={change} />
            {changeTitles[change]} <strong>{ringing.filter((one) => one.change === change).length}</strong>
          </li>
        ))}
        {ringing.some(worseForGenuine) && (
          <li data-worse="true" className="legend-worse">
            red with “!”: genuine alarm, worse with the new plan
          </li>
        )}
      </ul>
      <TimeLine difference={difference} />
      {ringing.length === 0 ? (
        <p className="secondary">Neither plan raises an alarm in these nights.</p>
      ) : (
        <DifferenceTable caption="The same alarms as a table" alarms={ringing} timezone={timezone} book={book} />
      )}
      {technical.length > 0 && (
        <details>
          <summary>
            {technical.length === 1 ? "1 change" : `${technical.length} changes`} in the technical list, which does not ring
          </summary>
          <DifferenceTable caption="Technical list" alarms={technical} timezone={timezone} book={book} />
        </details>
      )}
    </div>
  );
}
