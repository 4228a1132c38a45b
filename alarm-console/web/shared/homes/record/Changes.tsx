import { useEffect, useState } from "react";
import { wallDay, wallMinute } from "../../clock/wallTime.ts";
import { changeText } from "./changeText.ts";
import { type RecordChange, readChanges } from "./record.ts";

/** The last changes of the record: who changed what, before and after. `version`: read again when it grows. */
export function Changes({ homeId, timezone, version }: { homeId: string; timezone: string; version: number }) {
  const [changes, setChanges] = useState<RecordChange[]>([]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a change was made
  useEffect(() => void readChanges(homeId).then((answer) => answer.ok && setChanges(answer.value.items)), [homeId, version]);
  if (changes.length === 0) return null;
  return (
    <details className="record-changes">
      <summary>History of the record</summary>
      <ol>
        {changes.map((change) => (
          <li key={change.id}>
            {wallDay(change.at, timezone)} {wallMinute(change.at, timezone)}, {change.by}: {changeText(change)}
          </li>
        ))}
      </ol>
    </details>
  );
}
