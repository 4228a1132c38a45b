import { z } from "zod";
import { role } from "#domain/role.ts";
import type { Api } from "../api.ts";
import { refusals } from "../errors.ts";

const me = z.object({
  id: z.string(),
  name: z.string(),
  role,
  due: z
    .enum(["password"])
    .optional()
    .describe("`password`: signed in with a one-time password, which must be changed before any other call."),
});

export function meRoutes(api: Api): void {
  api.get(
    "/me",
    {
      config: { needs: "signedIn", whileDue: true },
      schema: {
        summary: "Show who is calling",
        tags: ["accounts"],
        response: { 200: me, ...refusals(401, 503) },
      },
    },
    async ({ caller: { id, name, role, due } }, reply) =>
      reply.header("cache-control", "no-store").send({ id, name, role, ...(due === undefined ? {} : { due }) }),
  );
}
