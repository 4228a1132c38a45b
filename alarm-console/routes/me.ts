import { z } from "zod";
import { role } from "#domain/role.ts";
import type { Api } from "../api.ts";
import { refusals } from "../errors.ts";

export function meRoutes(api: Api): void {
  api.get(
    "/me",
    {
      config: { needs: "signedIn" },
      schema: {
        summary: "Show who is calling",
        tags: ["accounts"],
        response: { 200: z.object({ id: z.string(), name: z.string(), role }), ...refusals(401, 503) },
      },
    },
    async ({ caller: { id, name, role } }, reply) => reply.header("cache-control", "no-store").send({ id, name, role }),
  );
}
