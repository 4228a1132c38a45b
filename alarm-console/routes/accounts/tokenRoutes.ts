import type { FastifyRequest } from "fastify";
import type pg from "pg";
import { z } from "zod";
import { idText } from "#domain/ids.ts";
import { role } from "#domain/role.ts";
import { line } from "#domain/text.ts";
import { inTransaction } from "#platform/database.ts";
import { recordAccountChange } from "../../access/people/accountChanges.ts";
import { defaultDays, type ListedToken, type Tokens } from "../../access/tokens.ts";
import type { Api } from "../../api.ts";
import { Refusal, refusals } from "../../errors.ts";
import { rfc3339, rfc3339OrNull } from "../../rfc3339.ts";

const tokenView = z
  .object({
    id: z.string(),
    name: z.string(),
    role,
    createdAt: z.iso.datetime(),
    expiresAt: z.iso.datetime().nullable().describe("Null: it does not end by itself."),
    lastUsedAt: z.iso.datetime().nullable().describe("Within five minutes; null: never, or not since this is recorded."),
    madeBy: z.object({ id: z.string(), name: z.string() }).nullable(),
  })
  .meta({ id: "Token" });
const newToken = z.strictObject({
  name: line(80),
  role,
  days: z.int().min(1).max(400).default(defaultDays).describe("It ends after so many days."),
});
const config = { needs: "manageAccounts" } as const;
const tags = ["accounts"];

interface TokenRouteNeeds {
  pool: pg.Pool;
  tokens: Tokens;
  closeEnded: () => Promise<void>;
}

/** The tokens of programs, for administrators. */
export function tokenRoutes(api: Api, { pool, tokens, closeEnded }: TokenRouteNeeds): void {
  const record = (request: FastifyRequest, what: "tokenMade" | "tokenEnded", token: { id: string; name: string }) => {
    const { caller, ip } = request;
    const by = { id: caller.id, name: caller.name, address: ip };
    return inTransaction(pool, (client) =>
      recordAccountChange(client, { by, what, account: { id: `token:${token.id}`, name: token.name } }),
    );
  };
  api.get(
    "/tokens",
    {
      config,
      schema: {
        summary: "List the valid tokens of programs",
        tags,
        response: { 200: z.object({ items: z.array(tokenView) }), ...refusals(401, 403, 503) },
      },
    },
    async () => ({ items: (await tokens.list()).map(viewOf) }),
  );
  api.post(
    "/tokens",
    {
      config,
      schema: {
        summary: "Make a token for a program",
        tags,
        body: newToken,
        response: {
          201: z.object({ id: z.string(), token: z.string().describe("It is shown only here.") }),
          ...refusals(400, 401, 403, 422, 503),
        },
      },
    },
    async (request, reply) => {
      const { id, name } = request.caller;
      const made = await tokens.create({ ...request.body, madeBy: { id, name } });
      await record(request, "tokenMade", { id: made.id, name: request.body.name });
      return reply.code(201).send(made);
    },
  );
  api.delete(
    "/tokens/:id",
    {
      config,
      schema: {
        summary: "End a token",
        description:
          "Calls with it are refused and its live connections close at once; its claims end within 30 seconds. Answers with those that remain.",
        tags,
        params: z.object({ id: idText }),
        response: { 200: z.object({ items: z.array(tokenView) }), ...refusals(401, 403, 404, 422, 503) },
      },
    },
    async (request) => {
      const ended = (await tokens.list()).find(({ id }) => id === request.params.id);
      if (ended === undefined || !(await tokens.revoke(ended.id))) throw new Refusal("notFound", "There is no such token.");
      await record(request, "tokenEnded", ended);
      await closeEnded();
      return { items: (await tokens.list()).map(viewOf) };
    },
  );
}

const viewOf = (one: ListedToken): z.infer<typeof tokenView> => ({
  ...one,
  createdAt: rfc3339(one.createdAt),
  expiresAt: rfc3339OrNull(one.expiresAt),
  lastUsedAt: rfc3339OrNull(one.lastUsedAt),
});
