import { casasRow, casasRows } from "./casasColumns.ts";
import type { InBedChange } from "./derivedBed.ts";

/** The person is in bed under these labels; getting up and lying down have other labels. */
const inBedLabels: readonly string[] = ["Sleep", "Sleeping"];

/**
 * When a bed sensor would have sent, by the annotator's labels: in bed from the first line of a sleep label, out of bed from the first line
 * of another label; in the older layout from "begin" to "end". No other code reads the labels.
 */
export function casasInBed(text: string): InBedChange[] {
  const changes: InBedChange[] = [];
  for (const { line, cells } of casasRows(text)) {
    const { wall, label, turn } = casasRow({ cells });
    if (wall === null || label === undefined) continue;
    const sleeps = inBedLabels.includes(label);
    // In the older layout, labels mark only their beginning and end: those of other labels tell nothing about the bed.
    if (!sleeps && (turn === "begin" || turn === "end")) continue;
    const occupied = sleeps && turn !== "end";
    if (occupied !== (changes.at(-1)?.occupied ?? false)) changes.push({ line, wall, occupied });
  }
  return changes;
}
