import { casasRow } from "./casas.ts";
import type { InBedChange } from "./derivedBed.ts";

/** Under this label the person is in bed; getting up and lying down have labels of their own. */
const inBedLabel = "Sleep";

/**
 * When a bed sensor would have spoken, from the annotator's labels: in bed from the first line of each sleep, out of it
 * from the first line of whatever comes then. The only place where labels are read, and this is all that becomes of them.
 */
export function casasInBed(text: string): InBedChange[] {
  const changes: InBedChange[] = [];
  for (const [index, row] of text.split("\n").entries()) {
    const { wall, label } = casasRow(row);
    if (wall === null || label === undefined) continue;
    const occupied = label === inBedLabel;
    if (occupied !== (changes.at(-1)?.occupied ?? false)) changes.push({ line: index + 1, wall, occupied });
  }
  return changes;
}
