import type { AlarmDifference } from "#domain/planDifference.ts";
import { wallMinute } from "../../shared/clock/wallTime.ts";
import { type RuleBook, ruleTitle } from "../plan/ruleBook.ts";
import { ChangeShape } from "./ChangeShape.tsx";
import { changeTitles, keyOf, nightDay, outcomeWords, sentenceOf, worseForGenuine } from "./changeWords.ts";

interface DifferenceTableProps {
  caption: string;
  alarms: readonly AlarmDifference[];
  timezone: string;
  book: RuleBook;
}

/** The same as the time line, for reading line by line. */
export function DifferenceTable({ caption, alarms, timezone, book }: DifferenceTableProps) {
  return (
    <table className="difference-table">
      <caption>{caption}</caption>
      <thead>
        <tr>
          <th scope="col">Night of</th>
          <th scope="col">Change</th>
          <th scope="col">Present plan</th>
          <th scope="col">This plan</th>
          <th scope="col">Alarm</th>
          <th scope="col">Outcome then</th>
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
            <td data-title="Present plan">{raised(one.before, timezone)}</td>
            <td data-title="This plan">{raised(one.after, timezone)}</td>
            <td data-title="Alarm">
              {sentenceOf(one)} <span className="quiet">{ruleTitle(book, one.rule)}</span>
            </td>
            <td data-title="Outcome then">
              {outcomeWords(one)}
              {one.recordedOnly && <span className="quiet"> (rang under another plan)</span>}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const raised = (one: AlarmDifference["before"], timezone: string): string =>
  one === null ? "—" : `${wallMinute(one.at, timezone)} ${one.priority}`;
