import { z } from "zod";
import { outcomeCode } from "../alarm.ts";

/** What an alarm was, in one tap of a carer. */
export const carerCause = z.enum(["toilet", "wandering", "falseAlarm", "other"]);
export type CarerCause = z.infer<typeof carerCause>;

/** For staff, and in timelines. */
export const causeWords: Readonly<Record<CarerCause, string>> = {
  toilet: "Went to the toilet",
  wandering: "Was wandering",
  falseAlarm: "False alarm",
  other: "Something else",
};

/** What a carer said an alarm was. */
export const carerWord = z.object({ cause: carerCause, by: z.string().describe("The carer's name."), at: z.iso.datetime() });
export type CarerWord = z.infer<typeof carerWord>;

/** "Went to the toilet, says Jonas Birch" */
export const carerWordText = ({ cause, by }: Pick<CarerWord, "cause" | "by">): string => `${causeWords[cause]}, says ${by}`;

const usual: Readonly<Record<CarerCause, { codes: readonly string[]; kind: string }>> = {
  toilet: { codes: ["reassurance", "assistance"], kind: "assistance" },
  wandering: { codes: ["assistance", "reassurance"], kind: "assistance" },
  falseAlarm: { codes: ["falseAlarm", "accidental"], kind: "false" },
  other: { codes: ["reassurance", "assistance"], kind: "assistance" },
};

/**
 * The outcome with which an alarm ends that was this. A centre may have retired the usual code: then another one of its kind, and where there is
 * none, the usual code, which stays readable.
 *
 * Example: "wandering" is `assistance`; where that is retired `reassurance`; where both are, the centre's own outcome of the kind `assistance`.
 */
export function outcomeOfCause(cause: CarerCause, inUse: readonly { code: string; kind: string }[]): string {
  const { codes, kind } = usual[cause];
  const known = codes.find((code) => inUse.some((one) => one.code === code)) ?? inUse.find((one) => one.kind === kind)?.code;
  return known ?? codes[0] ?? "";
}

/**
 * Whether it was right to wake someone; null: no one has said. Where staff recorded that help was needed, it was; else the carer's word comes before
 * the outcome.
 *
 * Example: "wandering" closed as reassurance was needed, "toilet" was not; without a word of the carer `assistance` was needed.
 */
export function wasNeeded({ cause, outcome }: { cause: CarerCause | null; outcome: string | null }): boolean | null {
  const code = outcome === null ? null : outcomeCode(outcome);
  if (code === "genuine") return true;
  if (cause !== null && cause !== "other") return cause === "wandering";
  return code === null ? null : code === "assistance";
}
