import { type Answer, call } from "../api/call.ts";

/** A message that could not be read. GET /api/v1/quarantine. */
export interface QuarantinedMessage {
  id: string;
  homeId: string;
  homeName: string | null;
  timezone: string | null;
  deviceName: string | null;
  receivedAt: string;
  reason: string;
  /** It may have been a call for help, and raised an alarm. */
  call: boolean;
  /** Base64. In a list, the first bytes only. */
  payload: string;
  payloadBytes: number;
  text: string;
}

const pageSize = 50;

/** One page of the messages, newest first. */
export const readQuarantine = (cursor: string | null): Promise<Answer<{ items: QuarantinedMessage[]; next: string | null }>> =>
  call("GET", `/api/v1/quarantine?${new URLSearchParams({ limit: String(pageSize), ...(cursor === null ? {} : { cursor }) })}`);

export const readWhole = (id: string): Promise<Answer<QuarantinedMessage>> => call("GET", `/api/v1/quarantine/${id}`);

/** "7b 22 6b": what a maker's support asks for. */
export const hexOf = (base64: string): string =>
  Array.from(atob(base64), (char) => char.charCodeAt(0).toString(16).padStart(2, "0")).join(" ");
