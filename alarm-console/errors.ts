import type { FastifyError, FastifyReply, FastifyRequest } from "fastify";
import { hasZodFastifySchemaValidationErrors } from "fastify-type-provider-zod";
import pg from "pg";
import { z } from "zod";
import { BadCursor } from "#platform/page.ts";
import { databaseAway } from "./databaseAway.ts";

/** HTTP status of each refusal, by the code that a client acts on. */
const statusOf = {
  malformed: 400,
  unauthenticated: 401,
  forbidden: 403,
  passwordDue: 403,
  notFound: 404,
  held: 409,
  closed: 409,
  rangAgain: 409,
  losesGenuine: 409,
  notCompared: 409,
  leavesUnguarded: 409,
  planChanged: 409,
  noPlan: 409,
  over: 409,
  notHolder: 409,
  notOpen: 409,
  noteNeeded: 409,
  reasonNeeded: 409,
  notOffered: 409,
  offDuty: 409,
  tooLate: 409,
  otherCaseOpen: 409,
  overtaken: 409,
  notOver: 409,
  undoOver: 409,
  notCounted: 409,
  stale: 409,
  used: 409,
  expired: 409,
  exists: 409,
  busy: 409,
  openCases: 409,
  lastAdministrator: 409,
  changedMeanwhile: 412,
  tooLarge: 413,
  unsupportedMedia: 415,
  invalid: 422,
  tooMany: 429,
  versionNeeded: 428,
  internal: 500,
  unavailable: 503,
} as const;
export type RefusalCode = keyof typeof statusOf;

/** Thrown in a route to end the request with this answer. `message` says what happened and what to do next. */
export class Refusal extends Error {
  readonly code: RefusalCode;
  readonly details: unknown;
  constructor(code: RefusalCode, message: string, details: unknown = null, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.details = details;
  }
}

const invalidMessage = "The request is not valid. Correct the fields that `details` names.";

/** Refuses a request because of its fields; each fault names one. */
export const notValid = (faults: readonly { path: string; message: string }[], options?: ErrorOptions): Refusal =>
  new Refusal("invalid", invalidMessage, faults, options);

export const errorAnswer = z.object({ error: z.object({ code: z.string(), message: z.string(), details: z.unknown() }) }).meta({
  id: "Error",
  description:
    "Every error has this shape. `code` is for programs, `message` for people. `details` says more where there is more: who has claimed an alarm, which fields are wrong; else it is null.",
});

const meanings = {
  400: "The body is not JSON, or the address is not readable",
  401: "Not signed in, or the token is unknown or revoked",
  403: "The caller's role may not do this, or the request came from another web page",
  404: "It does not exist, or the caller may not see it",
  409: "The present state does not allow this; `code` says why",
  412: "Another person changed it since the version in If-Match; read it again",
  413: "The body is larger than 256 KiB",
  422: "A field is missing or wrong; `details` names it",
  428: "The header If-Match is missing: send the version that you saw",
  503: "The database does not answer; try again shortly",
} as const;
type Status = keyof typeof meanings;

/** The error answers of a route, for its schema in the API document. */
export function refusals<Of extends Status>(...statuses: Of[]) {
  const answer = (status: Of) => ({ description: meanings[status], content: { "application/json": { schema: errorAnswer } } });
  return Object.fromEntries(statuses.map((status) => [status, answer(status)])) as Record<Of, ReturnType<typeof answer>>;
}

/** Answers with the refusal for an error. The answer never contains a stack, SQL or a path of this machine. */
export function answerError(error: FastifyError, request: FastifyRequest, reply: FastifyReply): void {
  const refusal = asRefusal(error);
  if (refusal.code === "internal")
    request.log.error(
      { err: error, method: request.method, url: request.url },
      "a request failed with an unexpected error; the caller got status 500",
    );
  send(reply, refusal);
}

export function answerUnknownRoute(_request: FastifyRequest, reply: FastifyReply): void {
  send(reply, new Refusal("notFound", "There is nothing at this address. The API is described at /api/docs."));
}

function send(reply: FastifyReply, { code, message, details }: Refusal): void {
  const waitSeconds = code === "tooMany" ? (details as { waitSeconds?: number } | null)?.waitSeconds : undefined;
  if (waitSeconds !== undefined) reply.header("retry-after", waitSeconds);
  reply.code(statusOf[code]).header("cache-control", "no-store").send({ error: { code, message, details } });
}

/** An answer to a request with many faults would otherwise be far larger than the request. */
const mostFaults = 100;

interface Fault {
  path: string;
  message: string | undefined;
}

function faultsOf(validation: readonly Invalid[]): Fault[] {
  const faults = validation.flatMap(({ instancePath, message, params }): Fault[] => {
    const path = instancePath.slice(1).split("/").map(fromPointerStep).join(".");
    const { keys } = params ?? {};
    if (!Array.isArray(keys)) return [{ path, message }];
    return keys.map((key) => ({ path: [path, String(key)].filter(Boolean).join("."), message: "unknown" }));
  });
  if (faults.length <= mostFaults) return faults;
  return [...faults.slice(0, mostFaults), { path: "", message: `${faults.length - mostFaults} more faults are not listed` }];
}

/** A name as one step of a JSON pointer, the form in which Fastify passes a path. A name from outside may contain a slash (RFC 6901, 3). */
export const pointerStep = (name: string): string => name.replaceAll("~", "~0").replaceAll("/", "~1");
const fromPointerStep = (step: string): string => step.replaceAll("~1", "/").replaceAll("~0", "~");

/** A fault that zod found, as Fastify passes it on. `params.keys` are keys that the schema does not know. */
interface Invalid {
  instancePath: string;
  message?: string;
  params?: { keys?: unknown };
}

export function asRefusal(error: unknown): Refusal {
  if (error instanceof Refusal) return error;
  if (error instanceof BadCursor) return notValid([{ path: "cursor", message: error.message }]);
  if (hasZodFastifySchemaValidationErrors(error)) return new Refusal("invalid", invalidMessage, faultsOf(error.validation));
  if (databaseAway(error))
    return new Refusal("unavailable", "The database does not answer. Presses still arrive and show on screens. Try again in a minute.");
  // Class 22: PostgreSQL cannot store a text with a NUL in it, nor a time or number beyond its range.
  if (error instanceof pg.DatabaseError && error.code?.startsWith("22"))
    return notValid([{ path: "", message: "a value cannot be stored or compared" }]);
  // Errors of Fastify itself, before a handler ran.
  const status = (error as { statusCode?: number }).statusCode;
  if (status === 403 || status === 404 || status === 414)
    return new Refusal("notFound", "There is nothing at this address. The API is described at /api/docs.");
  if (status === 413) return new Refusal("tooLarge", "The body is larger than 256 KiB. Send less at once.");
  if (status === 415) return new Refusal("unsupportedMedia", "Send the body as application/json.");
  if (status === 503) return new Refusal("unavailable", "This took too long and was stopped. Try again in a minute.");
  if (status === 400) return new Refusal("malformed", "The request could not be read. Check the address and that the body is valid JSON.");
  return new Refusal(
    "internal",
    "The service could not do this because it has a fault. Tell the people who run it at what time this happened; the fault is in the log.",
  );
}
