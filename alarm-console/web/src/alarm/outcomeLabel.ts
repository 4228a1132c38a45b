import { standardOutcomes } from "#domain/alarm.ts";

/** The label of a standard outcome, or the centre's own word as it is. */
export function outcomeLabel(outcome: string | null): string {
  return standardOutcomes.find((one) => one.code === outcome)?.label ?? outcome ?? "";
}
