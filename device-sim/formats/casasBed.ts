import { casasRow } from "./casas.ts";
import type { InBedChange } from "./derivedBed.ts";

/** Under these labels the person is in bed; getting up and lying down have labels of their own. */
const inBedLabels: readonly string[] = ["Sleep", "Sleeping"];

/**
 * When a bed sensor would have spoken, from the annotator's labels: in bed from the first line of each sleep, out of it
 * from the first line of whatever comes then; in the older layout from "begin" to "end". The only place where labels are read, and this is all that becomes of them.
 */
export function casasInBed(text: string): InBedChange[] {
  const changes: InBedChange[] = [];
  for (const [index, row] of text.split("\n").entries()) {
    const { wall, label, turn } = casasRow(row);
    if (wall === null || label === undefined) continue;
    const sleeps = inBedLabels.includes(label);
    // Where a label stands at its two ends alone, another's say nothing of the bed.
    if (!sleeps && (turn === "begin" || turn === "end")) continue;
    const occupied = sleeps && turn !== "end";
    if (occupied !== (changes.at(-1)?.occupied ?? false)) changes.push({ line: index + 1, wall, occupied });
  }
  return changes;
}
