import type { FastifyError, FastifyReply, FastifyRequest } from "fastify";
import { hasZodFastifySchemaValidationErrors } from "fastify-type-provider-zod";
import pg from "pg";
import { z } from "zod";
import { BadCursor } from "#response/case/alarmLists.ts";
import { databaseAway } from "./live/databaseAway.ts";

/** Every refusal, by the code that a client acts on. */
const statusOf = {
  malformed: 400,
  unauthenticated: 401,
  forbidden: 403,
  notFound: 404,
  held: 409,
  closed: 409,
  rangAgain: 409,
  losesGenuine: 409,
  notCompared: 409,
  leavesUnguarded: 409,
  planChanged: 409,
  over: 409,
  tooLarge: 413,
  unsupportedMedia: 415,
  invalid: 422,
  tooMany: 429,
  internal: 500,
  unavailable: 503,
} as const;
export type RefusalCode = keyof typeof statusOf;

/** Thrown anywhere below a route to end the request with this answer. */
export class Refusal extends Error {
  readonly code: RefusalCode;
  readonly details: unknown;
  constructor(code: RefusalCode, message: string, details: unknown = null, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.details = details;
  }
}

/** Of a request whose fields are wrong. */
export const notValid = (faults: readonly { path: string; message: string }[]): Refusal =>
  new Refusal("invalid", "The request is not valid.", faults);

export const errorAnswer = z.object({ error: z.object({ code: z.string(), message: z.string(), details: z.unknown() }) }).meta({
  id: "Error",
  description: "Every error has this shape. `details` is null, or says more: who holds an alarm, which fields are wrong.",
});

const meanings = {
  400: "Not JSON, or not readable",
  401: "Nobody that is known",
  403: "Not for this role, or from another page",
  404: "Not there, or not for the caller to know of",
  409: "It stands otherwise by now: held, closed, over, rang again or changed; or it needs a reason",
  413: "The body is too large",
  422: "A field is missing or wrong; `details` says which",
  503: "The database is away",
} as const;
type Status = keyof typeof meanings;

/** The error answers of a route, for its schema. */
export function refusals<Of extends Status>(...statuses: Of[]) {
  const answer = (status: Of) => ({ description: meanings[status], content: { "application/json": { schema: errorAnswer } } });
  return Object.fromEntries(statuses.map((status) => [status, answer(status)])) as Record<Of, ReturnType<typeof answer>>;
}

/** Turns whatever was thrown into one answer: no stack, no SQL, nothing of the machine. */
export function answerError(error: FastifyError, request: FastifyRequest, reply: FastifyReply): void {
  const refusal = asRefusal(error);
  if (refusal.code === "internal") request.log.error({ err: error, method: request.method, url: request.url }, "request failed");
  send(reply, refusal);
}

export function answerUnknownRoute(_request: FastifyRequest, reply: FastifyReply): void {
  send(reply, new Refusal("notFound", "There is nothing at this address."));
}

function send(reply: FastifyReply, { code, message, details }: Refusal): void {
  reply.code(statusOf[code]).header("cache-control", "no-store").send({ error: { code, message, details } });
}

/** Nobody reads more, and an answer that repeats a request of many faults is far larger than it. */
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
  return [...faults.slice(0, mostFaults), { path: "", message: `and ${faults.length - mostFaults} more that are not named here` }];
}

/** A name on the way of a JSON pointer, as which a path goes through Fastify (RFC 6901, section 3): a foreign name may have a slash in it. */
export const pointerStep = (name: string): string => name.replaceAll("~", "~0").replaceAll("/", "~1");
const fromPointerStep = (step: string): string => step.replaceAll("~1", "/").replaceAll("~0", "~");

/** What zod found, by way of Fastify; `params.keys` are those of which the schema knows nothing. */
interface Invalid {
  instancePath: string;
  message?: string;
  params?: { keys?: unknown };
}

export function asRefusal(error: unknown): Refusal {
  if (error instanceof Refusal) return error;
  if (error instanceof BadCursor) return new Refusal("invalid", "The request is not valid.", [{ path: "cursor", message: error.message }]);
  if (hasZodFastifySchemaValidationErrors(error)) return new Refusal("invalid", "The request is not valid.", faultsOf(error.validation));
  if (databaseAway(error)) return new Refusal("unavailable", "The database does not answer; try again shortly.");
  // PostgreSQL stores any text but one with a NUL in it, and any time or number but those beyond its range (class 22).
  if (error instanceof pg.DatabaseError && error.code?.startsWith("22"))
    return new Refusal("invalid", "The request is not valid.", [{ path: "", message: "a value cannot be stored or compared" }]);
  // Fastify's own, before a handler ran.
  const status = (error as { statusCode?: number }).statusCode;
  if (status === 403 || status === 404) return new Refusal("notFound", "There is nothing at this address.");
  if (status === 413) return new Refusal("tooLarge", "The body is larger than 256 KiB.");
  if (status === 415) return new Refusal("unsupportedMedia", "Send the body as application/json.");
  if (status === 503) return new Refusal("unavailable", "This took too long; try again shortly.");
  if (status === 400) return new Refusal("malformed", "The request could not be read.");
  return new Refusal("internal", "Something failed here; it has been logged.");
}
