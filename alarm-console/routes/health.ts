import type { FastifyRequest } from "fastify";
import { z } from "zod";
import { may } from "#domain/role.ts";
import type { Metrics } from "#platform/metrics.ts";
import type { Callers } from "../access/caller.ts";
import type { Api } from "../api.ts";
import { Refusal, refusals } from "../errors.ts";

export interface Health {
  ready: boolean;
  checks: Record<string, boolean | string>;
}

const healthView = z
  .object({ ready: z.boolean(), checks: z.record(z.string(), z.union([z.boolean(), z.string()])) })
  .meta({ id: "Health" });

/** What machines ask about the service itself; open, but for the numbers. */
export function healthRoutes(api: Api, { health, metrics, callers }: { health: () => Health; metrics: Metrics; callers: Callers }): void {
  api.get(
    "/health/live",
    {
      schema: {
        summary: "Whether the process runs",
        tags: ["service"],
        security: [],
        response: { 200: z.object({ live: z.literal(true) }) },
      },
    },
    async (_request, reply) => reply.header("cache-control", "no-store").send({ live: true }),
  );

  api.get(
    "/health/ready",
    {
      schema: {
        summary: "Whether readings are taken and recorded now",
        tags: ["service"],
        security: [],
        response: { 200: healthView, 503: healthView },
      },
    },
    async (_request, reply) => {
      const answer = health();
      return reply
        .code(answer.ready ? 200 : 503)
        .header("cache-control", "no-store")
        .send(answer);
    },
  );

  api.get(
    "/metrics",
    {
      schema: {
        summary: "Numbers for Prometheus",
        description: "Open to callers on the same machine; from elsewhere a bearer token of an admin or supervisor.",
        tags: ["service"],
        response: {
          200: { description: "Prometheus text", content: { "text/plain": { schema: z.string() } } },
          ...refusals(401, 403, 503),
        },
      },
    },
    async (request, reply) => {
      if (!isLocal(request)) {
        const known = await callers.identify(request.headers);
        if (known === null) throw new Refusal("unauthenticated", "Send a bearer token.");
        if (!may(known.caller.role, "seeMetrics")) throw new Refusal("forbidden", `This is not for the role ${known.caller.role}.`);
      }
      return reply
        .type(metrics.registry.contentType)
        .serializer(String)
        .send(await metrics.registry.metrics());
    },
  );
}

/** What a proxy on this machine passes on comes from a loopback address too, but says so. */
function isLocal({ ip, headers }: FastifyRequest): boolean {
  const passedOn = headers.forwarded !== undefined || headers["x-forwarded-for"] !== undefined || headers.via !== undefined;
  return !passedOn && /^(127\.|::1$|::ffff:127\.)/.test(ip);
}
