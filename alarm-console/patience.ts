import type { FastifyReply } from "fastify";
import { Refusal } from "./errors.ts";

/**
 * A signal for long work in a route. It aborts when the caller disconnects before the answer, or after `forMs`. The reason is a Refusal:
 * throw it to answer. (Fastify's own signal and timeout end as soon as the body of a POST is read.)
 */
export function patience(reply: FastifyReply, forMs: number): AbortSignal {
  const controller = new AbortController();
  const giveUp = (why: string) => controller.abort(new Refusal("unavailable", why));
  const timer = setTimeout(giveUp, forMs, "This took too long and was stopped. Try again in a minute.");
  reply.raw.once("close", () => {
    clearTimeout(timer);
    if (!reply.raw.writableFinished) giveUp("The caller disconnected.");
  });
  return controller.signal;
}
