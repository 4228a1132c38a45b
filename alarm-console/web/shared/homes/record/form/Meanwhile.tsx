import { wallDay, wallMinute } from "../../../clock/wallTime.ts";
import { changeText } from "../changeText.ts";
import type { OthersChanges } from "./useRecordForm.ts";

/** Who changed what while the form was open, and what became of the words that were typed. */
export function Meanwhile({ meanwhile: { changes, both, isGone }, timezone }: { meanwhile: OthersChanges; timezone: string }) {
  return (
    <div className="record-meanwhile">
      <p>
        <strong>Not saved yet: another person changed this while you were writing.</strong>
      </p>
      <ul>
        {changes.map((change) => (
          <li key={change.id}>
            {change.by}, {wallDay(change.at, timezone)} {wallMinute(change.at, timezone)}: {changeText(change)}
          </li>
        ))}
      </ul>
      {isGone ? (
        <p>It is not in the record any more, so your changes cannot be saved. Copy what you need, then choose Cancel.</p>
      ) : (
        <p>
          What you wrote is kept in the form, and their other changes are in it too.
          {both.length > 0 && ` You both changed: ${both.join(", ")}. With “Save my changes” your words take the place of theirs.`}
        </p>
      )}
    </div>
  );
}
