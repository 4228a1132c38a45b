import type pg from "pg";
import { z } from "zod";
import { role } from "#domain/role.ts";
import { listAccountChanges } from "../../access/people/accountChanges.ts";
import { readAccount, readAccounts, readSessions } from "../../access/people/accountRows.ts";
import type { Api } from "../../api.ts";
import { Refusal, refusals } from "../../errors.ts";
import { accountOf, accountView, changeOf, changeView, sessionOf, sessionView } from "./accountViews.ts";

const mostAccounts = 500;
const search = z.strictObject({
  role: role.optional(),
  q: z.string().max(200).optional().describe("A part of the name or email."),
});
const accountList = z.object({
  items: z.array(accountView),
  more: z.boolean().describe(`There are more than ${mostAccounts}: search for less.`),
});

/** What administrators see of accounts. */
export function accountListRoutes(api: Api, { pool }: { pool: pg.Pool }): void {
  const config = { needs: "manageAccounts" } as const;
  const tags = ["accounts"];
  api.get(
    "/accounts",
    {
      config,
      schema: {
        summary: "List accounts by name",
        tags,
        querystring: search,
        response: { 200: accountList, ...refusals(401, 403, 422, 503) },
      },
    },
    async ({ query }) => {
      const found = await readAccounts(pool, { role: query.role ?? null, q: query.q?.trim() || null, limit: mostAccounts + 1 });
      return { items: found.slice(0, mostAccounts).map(accountOf), more: found.length > mostAccounts };
    },
  );
  api.get(
    "/accounts/:id/sessions",
    {
      config,
      schema: {
        summary: "List the sessions of an account",
        tags,
        params: z.object({ id: z.string().max(100) }),
        response: { 200: z.object({ items: z.array(sessionView) }), ...refusals(401, 403, 404, 503) },
      },
    },
    async ({ params: { id } }) => {
      if ((await readAccount(pool, id)) === null) throw new Refusal("notFound", "There is no such account.");
      return { items: (await readSessions(pool, id)).map(sessionOf) };
    },
  );
  api.get(
    "/account-changes",
    {
      config,
      schema: {
        summary: "List who changed which account",
        description: "The newest 200; of one account where you name it.",
        tags,
        querystring: z.strictObject({ account: z.string().max(100).optional() }),
        response: { 200: z.object({ items: z.array(changeView) }), ...refusals(401, 403, 422, 503) },
      },
    },
    async ({ query }) => ({ items: (await listAccountChanges(pool, { accountId: query.account ?? null, limit: 200 })).map(changeOf) }),
  );
}
