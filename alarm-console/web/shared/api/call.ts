import { noteServerDate } from "../clock/serverClock.ts";

/** A refusal or a failure, as a value. `status` is null where no answer came at all. */
export interface CallFailure {
  ok: false;
  status: number | null;
  code: string;
  message: string;
  details: unknown;
}
export type Answer<T> = { ok: true; value: T } | CallFailure;

/** An operator must hear within this time whether an action was taken. */
const answerWithinMs = 10_000;

const endings = new Set<() => void>();

/** Calls back when the service no longer knows this session (401). Answers with the way to stop. */
export function onSessionEnded(listener: () => void): () => void {
  endings.add(listener);
  return () => endings.delete(listener);
}

/** Calls the service with JSON on the session's cookie. Never throws: what can go wrong comes back as a CallFailure. */
export async function call<T>(method: "GET" | "POST", path: string, body?: unknown, withinMs = answerWithinMs): Promise<Answer<T>> {
  let response: Response;
  let text: string;
  try {
    response = await fetch(path, {
      method,
      credentials: "same-origin",
      cache: "no-store",
      signal: AbortSignal.timeout(withinMs),
      ...(body === undefined ? {} : { headers: { "content-type": "application/json" }, body: JSON.stringify(body) }),
    });
    text = await response.text();
  } catch (cause) {
    const late = cause instanceof DOMException && cause.name === "TimeoutError";
    const message = late ? `No answer within ${withinMs / 1000} seconds.` : "The service could not be reached.";
    return { ok: false, status: null, code: late ? "timeout" : "unreachable", message, details: null };
  }
  noteServerDate(response.headers.get("date"));
  const content = parseJson(text);
  if (response.ok) return { ok: true, value: content as T };
  if (response.status === 401 && path.startsWith("/api/v1/")) for (const ended of endings) ended();
  return failureFrom(response.status, content);
}

function parseJson(text: string): unknown {
  try {
    return text === "" ? null : JSON.parse(text);
  } catch {
    return null;
  }
}

/** Link Line says `{ error: { code, message, details } }`, the account library `{ code, message }`. */
function failureFrom(status: number, content: unknown): CallFailure {
  const outer = (content ?? {}) as { error?: Record<string, unknown>; code?: unknown; message?: unknown };
  const said = typeof outer.error === "object" && outer.error !== null ? outer.error : outer;
  return {
    ok: false,
    status,
    code: typeof said.code === "string" ? said.code : `http${status}`,
    message: typeof said.message === "string" ? said.message : `The service answered ${status}.`,
    details: "details" in said ? said.details : null,
  };
}
