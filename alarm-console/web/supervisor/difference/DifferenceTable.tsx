import type { AlarmDifference } from "#domain/planDifference.ts";
import { wallMinute } from "../../shared/clock/wallTime.ts";
import { type RuleBook, ruleTitle } from "../../shared/plan/ruleBook.ts";
import { ChangeShape } from "./ChangeShape.tsx";
import { changeTitles, keyOf, nightDay, outcomeText, sentenceOf, worseForGenuine } from "./changeText.ts";

interface DifferenceTableProps {
  caption: string;
  alarms: readonly AlarmDifference[];
  timezone: string;
  book: RuleBook;
}

/** The alarms of the time line as a table. */
export function DifferenceTable({ caption, alarms, timezone, book }: DifferenceTableProps) {
  return (
    <table className="difference-table">
      <caption>{caption}</caption>
      <thead>
        <tr>
          <th scope="col">Night of</th>
          <th scope="col">Change</th>
          <th scope="col">Current plan</th>
          <th scope="col">New plan</th>
          <th scope="col">Alarm</th>
          <th scope="col">Recorded outcome</th>
        </tr>
      </thead>
      <tbody>
        {alarms.map((one) => (
          <tr key={keyOf(one)} data-change={one.change} data-worse={worseForGenuine(one)}>
            <th scope="row">{nightDay(one.night)}</th>
            <td data-title="Change">
              <span className="change">
                <ChangeShape change={one.change} />
                {changeTitles[one.change]}
              </span>
            </td>
            <td data-title="Current plan">{raised(one.before, timezone)}</td>
            <td data-title="New plan">{raised(one.after, timezone)}</td>
            <td data-title="Alarm">
              {sentenceOf(one)} <span className="secondary">{ruleTitle(book, one.rule)}</span>
            </td>
            <td data-title="Recorded outcome">
              {outcomeText(one)}
              {one.recordedOnly && <span className="secondary"> (raised under an older plan)</span>}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const raised = (one: AlarmDifference["before"], timezone: string): string =>
  one === null ? "—" : `${wallMinute(one.at, timezone)} ${one.priority}`;
