import type { Attempt } from "./channel.ts";

/** What a provider answered. `body` is at most 64 KiB of text. */
export interface Answered {
  status: number;
  body: string;
}

const mostOfBody = 65_536;

/** POSTs to a provider. Redirects are not followed: a message about a person goes to the configured host only. Throws where there is no answer. */
export async function post(
  url: string,
  { headers, body, signal }: { headers: Record<string, string>; body: string | Uint8Array<ArrayBuffer>; signal: AbortSignal },
): Promise<Answered> {
  const response = await fetch(url, { method: "POST", headers, body, signal, redirect: "manual" });
  return { status: response.status, body: await startOf(response) };
}

async function startOf(response: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  for await (const chunk of response.body ?? []) {
    text += decoder.decode(chunk, { stream: true });
    if (text.length > mostOfBody) break;
  }
  return text.slice(0, mostOfBody);
}

/** What an answer without success means for the message; null for a success (2xx). `provider` begins the words for staff. */
export function refusedBy(provider: string, { status }: Pick<Answered, "status">): Exclude<Attempt, { sent: true }> | null {
  if (status >= 200 && status < 300) return null;
  const why = `${provider} answered ${status}`;
  if (status >= 500 || status === 408 || status === 429) return { sent: false, next: "later", why };
  return { sent: false, next: status === 410 ? "gone" : "failed", why };
}

/** No answer: no connection, or none in time. */
export function unanswered(provider: string, error: unknown, signal: AbortSignal): Attempt {
  const why = signal.aborted ? `${provider} did not answer in time` : `${provider} cannot be reached`;
  return { sent: false, next: "later", why: `${why}${codeOf(error)}` };
}

/** " (ECONNREFUSED)" */
function codeOf(error: unknown): string {
  const { code, cause } = error as { code?: unknown; cause?: { code?: unknown } };
  const known = typeof code === "string" ? code : cause?.code;
  return typeof known === "string" && /^[A-Z_]+$/.test(known) ? ` (${known})` : "";
}
