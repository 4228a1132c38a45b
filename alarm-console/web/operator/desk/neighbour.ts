import type { UnrecordedPress } from "#domain/alarm.ts";
import type { Selection } from "./selection.ts";

/**
 * The item one step down (1) or up (-1) from the selected one, in the order on screen: presses first, then cases. The ends of the
 * list stay put. When the selected item is not in the list, the first one; undefined for an empty list.
 */
export function neighbour(
  selection: Selection,
  step: 1 | -1,
  presses: readonly UnrecordedPress[],
  caseIds: readonly string[],
): Selection | undefined {
  const order: Selection[] = [
    ...presses.map((one) => ({ kind: "press" as const, readingKey: one.readingKey })),
    ...caseIds.map((id) => ({ kind: "case" as const, id })),
  ];
  const at = order.findIndex((one) => JSON.stringify(one) === JSON.stringify(selection));
  return order[at === -1 ? 0 : Math.min(order.length - 1, Math.max(0, at + step))];
}
