import type { FastifyRequest } from "fastify";
import { z } from "zod";
import { may } from "#domain/role.ts";
import type { Metrics } from "#platform/metrics.ts";
import type { Callers } from "../access/caller.ts";
import type { Api } from "../api.ts";
import { Refusal, refusals } from "../errors.ts";

export const selfChecks = ["audit", "canary"] as const;
export type SelfCheck = (typeof selfChecks)[number];

export interface Health {
  ready: boolean;
  checks: { recording: boolean; roomInJournal: boolean };
  /** The self-checks that fail while the service is ready. */
  degraded: SelfCheck[];
  /** For the wall. Null: the canary is switched off. */
  canaryIsWell: boolean | null;
}

const healthView = z
  .object({
    ready: z.boolean().describe("All checks are true."),
    checks: z.object({
      recording: z
        .boolean()
        .describe("Readings are committed and acknowledged. If false: check that the database runs and answers, then read the log."),
      roomInJournal: z
        .boolean()
        .describe(
          "The journal has partitions for the next seven days. If false: readings will stop being recorded; find `partitions` in the log.",
        ),
    }),
    degraded: z
      .array(z.enum(selfChecks))
      .describe(
        "The self-checks that fail; empty while all is well. Readings are recorded all the same, so the answer is still 200. `audit`: a case, timer or message is stuck. `canary`: the virtual press of each minute did not reach a screen in time. Read the log and the incidents.",
      ),
  })
  .meta({ id: "Health" });

interface HealthRouteNeeds {
  health: () => Health;
  metrics: Metrics;
  callers: Callers;
}

/** What monitoring systems ask about the service. Open to everyone; the metrics only to this machine and to tokens. */
export function healthRoutes(api: Api, { health, metrics, callers }: HealthRouteNeeds): void {
  showLive(api);
  showReady(api, health);
  showMetrics(api, metrics, callers);
}

function showLive(api: Api): void {
  api.get(
    "/health/live",
    {
      schema: {
        summary: "Tell whether the process runs",
        description: "Always 200. Restart the service if this does not answer.",
        tags: ["service"],
        security: [],
        response: { 200: z.object({ live: z.literal(true) }) },
      },
    },
    async (_request, reply) => reply.header("cache-control", "no-store").send({ live: true }),
  );
}

function showReady(api: Api, health: () => Health): void {
  api.get(
    "/health/ready",
    {
      schema: {
        summary: "Tell whether the service records readings now",
        description:
          "503 if a check fails. `recording`: do not restart the service; it reconnects by itself, and devices keep their readings until then. `roomInJournal`: mend the database first, then restart the service.",
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
}

function showMetrics(api: Api, metrics: Metrics, callers: Callers): void {
  api.get(
    "/metrics",
    {
      schema: {
        summary: "Give metrics for Prometheus",
        description: "A caller on the same machine needs no token. Others send the bearer token of an admin or supervisor.",
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
        if (!may(known.role, "seeMetrics")) throw new Refusal("forbidden", `The role ${known.role} may not do this.`);
      }
      return reply
        .type(metrics.registry.contentType)
        .serializer(String)
        .send(await metrics.registry.metrics());
    },
  );
}

/** A request through a proxy on this machine comes from a loopback address too, but carries a header that says so. */
function isLocal({ ip, headers }: FastifyRequest): boolean {
  const passedOn = headers.forwarded !== undefined || headers["x-forwarded-for"] !== undefined || headers.via !== undefined;
  return !passedOn && /^(127\.|::1$|::ffff:127\.)/.test(ip);
}
