import { type PlanDifference, unheardNightsText } from "#domain/planDifference.ts";
import type { RuleBook } from "../plan/ruleBook.ts";
import { ChangeShape } from "./ChangeShape.tsx";
import { changeOrder, changeTitles, worseForGenuine } from "./changeWords.ts";
import { DifferenceTable } from "./DifferenceTable.tsx";
import "./difference.css";
import { Losses } from "./Losses.tsx";
import { TimeLine } from "./TimeLine.tsx";

/** What a plan would have done in the last nights beside the present one: in words, on a time line, and as a table. */
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
      <ul className="legend" aria-label="What the marks mean, and how many there are">
        {changeOrder.map((change) => (
          <li key={change} data-change={change}>
            <ChangeShape change={change} />
            {changeTitles[change]} <strong>{ringing.filter((one) => one.change === change).length}</strong>
          </li>
        ))}
        {ringing.some(worseForGenuine) && (
          <li data-worse="true" className="legend-worse">
            red and “!”: genuine, and worse off
          </li>
        )}
      </ul>
      <TimeLine difference={difference} />
      {ringing.length === 0 ? (
        <p className="quiet">Neither plan raises an alarm in these nights.</p>
      ) : (
        <DifferenceTable caption="The same as a table" alarms={ringing} timezone={timezone} book={book} />
      )}
      {technical.length > 0 && (
        <details>
          <summary>
            {technical.length === 1 ? "One change" : `${technical.length} changes`} in the technical list, which rings nobody
          </summary>
          <DifferenceTable caption="Technical list" alarms={technical} timezone={timezone} book={book} />
        </details>
      )}
    </div>
  );
}
