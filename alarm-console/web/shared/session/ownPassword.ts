import { type Answer, type CallFailure, call } from "../api/call.ts";
import { faultAt, faultsIn } from "../forms/faults.ts";

export const lookAtLink = (token: string): Promise<Answer<{ name: string; email: string }>> =>
  call("POST", "/api/v1/sign-in-links/look", { token });

export const redeemLink = (token: string, password: string): Promise<Answer<{ email: string }>> =>
  call("POST", "/api/v1/sign-in-links/use", { token, password });

export const changePassword = (present: string, chosen: string): Promise<Answer<unknown>> =>
  call("POST", "/api/v1/me/password", { present, chosen });

/** The sentence for a field, or for the whole form where the service names no field. */
export function faultFor(failure: CallFailure, field: "present" | "chosen"): string | null {
  const text = faultAt(faultsIn(failure), field);
  if (text !== null) return `${text[0]?.toUpperCase()}${text.slice(1)}.`;
  return field === "chosen" && faultsIn(failure).length === 0 ? failure.message : null;
}
