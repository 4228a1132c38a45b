import { noteServerDate } from "../clock/serverClock.ts";

/** A call that failed, as a value. `status` is null when no answer arrived. */
export interface CallFailure {
  ok: false;
  status: number | null;
  code: string;
  message: string;
  details: unknown;
}
export type Answer<T> = { ok: true; value: T } | CallFailure;

/** An operator must know within this time whether an action succeeded. */
const answerWithinMs = 10_000;

const sessionEndListeners = new Set<() => void>();

/** Calls the listener when the service no longer accepts this session (401). Returns a function that removes the listener. */
export function onSessionEnded(listener: () => void): () => void {
  sessionEndListeners.add(listener);
  return () => sessionEndListeners.delete(listener);
}

type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

/** Calls the service with JSON and the session's cookie. It never throws: every failure is returned as a CallFailure. */
export function call<T>(
  method: Method,
  path: string,
  body?: unknown,
  withinMs = answerWithinMs,
  headers: Record<string, string> = {},
): Promise<Answer<T>> {
  if (body === undefined) return send(method, path, { headers }, withinMs);
  return send(method, path, { headers: { ...headers, "content-type": "application/json" }, body: JSON.stringify(body) }, withinMs);
}

/** Sends the bytes of a file. */
export const sendFile = <T>(
  method: Method,
  path: string,
  file: Blob,
  withinMs: number,
  headers: Record<string, string> = {},
): Promise<Answer<T>> => send(method, path, { headers: { ...headers, "content-type": "application/octet-stream" }, body: file }, withinMs);

async function send<T>(method: Method, path: string, request: Pick<RequestInit, "headers" | "body">, withinMs: number): Promise<Answer<T>> {
  let response: Response;
  let text: string;
  try {
    response = await fetch(path, {
      method,
      credentials: "same-origin",
      cache: "no-store",
      signal: AbortSignal.timeout(withinMs),
      ...request,
    });
    text = await response.text();
  } catch (cause) {
    const timedOut = cause instanceof DOMException && cause.name === "TimeoutError";
    const message = timedOut ? `Link Line did not answer within ${withinMs / 1000} seconds.` : "Cannot connect to Link Line.";
    return { ok: false, status: null, code: timedOut ? "timeout" : "unreachable", message, details: null };
  }
  noteServerDate(response.headers.get("date"));
  const content = parseJson(text);
  if (response.ok) return { ok: true, value: content as T };
  if (response.status === 401 && path.startsWith("/api/v1/")) for (const ended of sessionEndListeners) ended();
  return failureFrom(response.status, content);
}

function parseJson(text: string): unknown {
  try {
    return text === "" ? null : JSON.parse(text);
  } catch {
    return null;
  }
}

/** Link Line answers `{ error: { code, message, details } }`, the account library `{ code, message }`. */
function failureFrom(status: number, content: unknown): CallFailure {
  const outer = (content ?? {}) as { error?: Record<string, unknown>; code?: unknown; message?: unknown };
  const body = typeof outer.error === "object" && outer.error !== null ? outer.error : outer;
  return {
    ok: false,
    status,
    code: typeof body.code === "string" ? body.code : `http${status}`,
    message: typeof body.message === "string" ? body.message : `Link Line answered with status ${status}.`,
    details: "details" in body ? body.details : null,
  };
}
