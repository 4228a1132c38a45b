import type { ServiceLevel } from "#domain/answering/serviceLevel.ts";
import type { TileState } from "./Tile.tsx";

/** "97.5 %". Rounded down, so that 97.49 % does not look like the target. Null, no call: "–". */
export const percent = (share: number | null): string => (share === null ? "–" : `${(Math.floor(share * 1000 + 1e-6) / 10).toFixed(1)} %`);

/** What may still go wrong this month. */
export function leftText({ calls, late, lateLeft }: ServiceLevel): string {
  if (calls === 0) return "no calls yet";
  if (lateLeft === null) return `broken: ${late} late of ${calls}`;
  const left = lateLeft + 1;
  return `${left} more late ${left === 1 ? "answer breaks" : "answers break"} it (${late} late of ${calls})`;
}

/** A level that three more late answers break wants attention; not on the first days of a month, while no answer was late. */
export const stateOf = ({ late, lateLeft }: ServiceLevel): TileState =>
  lateLeft === null ? "fault" : late > 0 && lateLeft < 3 ? "warning" : "well";
