import type { FastifyReply } from "fastify";
import { Refusal } from "./errors.ts";

/**
 * For long work of a route: aborts when the caller goes away before the answer, or when the work took longer than `forMs`;
 * the reason is a Refusal, so whoever throws it answers. Fastify's own signal and timeout end as soon as the body of a POST is read.
 */
export function patience(reply: FastifyReply, forMs: number): AbortSignal {
  const controller = new AbortController();
  const giveUp = (why: string) => controller.abort(new Refusal("unavailable", why));
  const timer = setTimeout(giveUp, forMs, "This took too long; try again shortly.");
  reply.raw.once("close", () => {
    clearTimeout(timer);
    if (!reply.raw.writableFinished) giveUp("The caller went away.");
  });
  return controller.signal;
}
