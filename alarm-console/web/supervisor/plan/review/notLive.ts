import type { CallFailure } from "../../../shared/api/call.ts";
import { faultsIn } from "../../../shared/forms/faults.ts";

const fields: Readonly<Record<string, string>> = { why: "Reason for this change", lossReason: "Reason for going live anyway" };

/** The message for a plan that did not go live. Without an answer the plan may be live, so the message does not say that it is not. */
export function notLive(failure: CallFailure): string {
  if (failure.status === null) return `${failure.message} The plan may or may not be live. Try again to find out.`;
  const faults = faultsIn(failure).map(({ path, message }) => sentence(`${path in fields ? `“${fields[path]}”: ` : ""}${message}`));
  return ["The plan is not live.", ...(faults.length > 0 ? faults : [sentence(failure.message)])].join(" ");
}

const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.?!]$/.test(text) ? "" : "."}`;
