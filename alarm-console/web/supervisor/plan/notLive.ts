import type { CallFailure } from "../../shared/api/call.ts";
import { faultsIn } from "./faults.ts";

const fields: Readonly<Record<string, string>> = { why: "Why", lossReason: "Why it shall go live even so" };

/** What became of a plan that was to go live and met a refusal. Where no answer came, it may be live all the same. */
export function notLive(failure: CallFailure): string {
  if (failure.status === null) return `${failure.message} Whether the plan is live is not known: try again, and it will be told.`;
  const faults = faultsIn(failure).map(({ path, message }) => sentence(`${path in fields ? `“${fields[path]}”: ` : ""}${message}`));
  return ["The plan is not live.", ...(faults.length > 0 ? faults : [sentence(failure.message)])].join(" ");
}

const sentence = (words: string): string => `${words.charAt(0).toUpperCase()}${words.slice(1)}${/[.?!]$/.test(words) ? "" : "."}`;
