import { useEffect, useState } from "react";
import { wallDay, wallMinute } from "../../clock/wallTime.ts";
import { accessForm, contactForm, deviceForm, type Field, homeForm, personForm, type Values } from "./fields.ts";
import { type RecordChange, readChanges } from "./record.ts";

const formOf: Record<RecordChange["kind"], readonly Field[]> = {
  home: [...homeForm, ...accessForm],
  person: personForm,
  contact: contactForm,
  device: deviceForm,
};

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

/** "Meera Shah: Telephone that staff call: 020 7946 0001 → 020 7946 0009". */
export function changeText({ kind, before, after }: RecordChange): string {
  const name = String((after ?? before)?.name ?? "");
  if (before === null) return `${name} was added`;
  if (after === null) return `${name} was removed`;
  const changed = formOf[kind].filter((field) => JSON.stringify(before[field.name]) !== JSON.stringify(after[field.name]));
  const parts = changed.map((field) =>
    accessForm.some((one) => one.name === field.name)
      ? `${field.title} changed`
      : `${field.title}: ${wordsOf(before[field.name])} → ${wordsOf(after[field.name])}`,
  );
  return `${name}: ${parts.join("; ")}`;
}

function wordsOf(value: unknown): string {
  if (value === null || value === undefined || value === "") return "none";
  if (value === true || value === false) return value ? "yes" : "no";
  if (Array.isArray(value)) return value.length === 0 ? "none" : value.map(wordsOf).join(", ");
  if (typeof value === "object")
    return Object.values(value as Values)
      .map(wordsOf)
      .join(" ");
  return String(value);
}
