import type { FastifyRequest } from "fastify";
import { z } from "zod";
import { role } from "#domain/role.ts";
import { line } from "#domain/text.ts";
import type { AccountCare, CareFault, FirstKey } from "../../access/people/accountCare.ts";
import type { ChangedBy } from "../../access/people/accountChanges.ts";
import type { AccountView } from "../../access/people/accountRows.ts";
import type { Api } from "../../api.ts";
import { notValid, Refusal, refusals } from "../../errors.ts";
import { accountOf, accountView, firstKey } from "./accountViews.ts";

const firstWay = z
  .enum(["link", "password"])
  .describe("`link`: a link with which the person chooses a password. `password`: a one-time password, which the person must change.");
const newAccount = z.strictObject({ email: z.email().max(254), name: line(80), role, firstWay });
const withKey = z.object({ account: accountView, ...firstKey });
const params = z.object({ id: z.string().max(100) });
const config = { needs: "manageAccounts" } as const;
const tags = ["accounts"];

export interface AccountCareNeeds {
  care: AccountCare;
  /** The address of the console for people outside, or null. */
  publicUrl: string | null;
}

/** What administrators do with accounts. Each change is recorded, and ends what the account may do no more within 30 seconds. */
export function accountCareRoutes(api: Api, needs: AccountCareNeeds): void {
  const { care } = needs;
  keys(api, needs);
  sessions(api, needs);
  api.put(
    "/accounts/:id/role",
    {
      config,
      schema: {
        summary: "Change the role of an account",
        description: "Ends its sessions: the person signs in again with the new role.",
        tags,
        params,
        body: z.strictObject({ role }),
        response: { 200: accountView, ...refusals(400, 401, 403, 404, 409, 422, 503) },
      },
    },
    async (request) => accountOf(cared(await care.changeRole(request.params.id, request.body.role, changedBy(request))).account),
  );
  for (const [action, summary, description] of [
    [
      "disable",
      "Disable an account",
      "Ends its sessions, live connections and claims within 30 seconds. Its sign-in link ends too. Disabling again changes nothing.",
    ],
    ["enable", "Enable an account that was disabled", "It has the password, passkeys and role that it had."],
  ] as const)
    api.post(
      `/accounts/:id/${action}`,
      { config, schema: { summary, description, tags, params, response: { 200: accountView, ...refusals(401, 403, 404, 409, 503) } } },
      async (request) => accountOf(cared(await care[action](request.params.id, changedBy(request))).account),
    );
}

/** What gives the person a way in. */
function keys(api: Api, { care, publicUrl }: AccountCareNeeds): void {
  api.post(
    "/accounts",
    {
      config,
      schema: {
        summary: "Create an account",
        tags,
        body: newAccount,
        response: { 201: withKey, ...refusals(400, 401, 403, 409, 422, 503) },
      },
    },
    async (request, reply) => {
      const made = await care.create(request.body, changedBy(request));
      if (made.ok) return reply.code(201).send(viewWithKey(made, publicUrl ?? pageOf(request)));
      if (made.why === "exists") throw new Refusal("exists", "There is an account with this email already.");
      throw notValid([{ path: "email", message: "write an email address" }]);
    },
  );
  api.post(
    "/accounts/:id/reset",
    {
      config,
      schema: {
        summary: "Reset how a person signs in",
        description: "Ends the password, the passkeys and the sessions of the account. The person gets in with what the answer holds.",
        tags,
        params,
        body: z.strictObject({ firstWay }),
        response: { 200: withKey, ...refusals(400, 401, 403, 404, 409, 422, 503) },
      },
    },
    async (request) =>
      viewWithKey(cared(await care.reset(request.params.id, request.body.firstWay, changedBy(request))), publicUrl ?? pageOf(request)),
  );
}

function sessions(api: Api, { care }: AccountCareNeeds): void {
  const description = "Live connections and claims that it holds end within 30 seconds.";
  api.delete(
    "/accounts/:id/sessions",
    {
      config,
      schema: {
        summary: "End every session of an account",
        description,
        tags,
        params,
        response: { 200: accountView, ...refusals(401, 403, 404, 503) },
      },
    },
    async (request) => accountOf(cared(await care.endSessions(request.params.id, null, changedBy(request))).account),
  );
  api.delete(
    "/accounts/:id/sessions/:sessionId",
    {
      config,
      schema: {
        summary: "End one session of an account",
        description,
        tags,
        params: params.extend({ sessionId: z.string().max(100) }),
        response: { 200: accountView, ...refusals(401, 403, 404, 503) },
      },
    },
    async (request) => accountOf(cared(await care.endSessions(request.params.id, request.params.sessionId, changedBy(request))).account),
  );
}

const changedBy = ({ caller, ip }: FastifyRequest): ChangedBy => ({ id: caller.id, name: caller.name, address: ip });
/** The address that the administrator's browser shows, without a public one. The guard has compared it with the host. */
const pageOf = ({ headers, protocol, host }: FastifyRequest): string => headers.origin ?? `${protocol}://${host}`;

function cared<T extends { ok: true }>(done: T | { ok: false; why: CareFault }): T {
  if (done.ok) return done;
  if (done.why === "unknown") throw new Refusal("notFound", "There is no such account.");
  throw new Refusal("lastAdministrator", "This is the last administrator. Make another account administrator first.");
}

const viewWithKey = ({ account, key }: { account: AccountView; key: FirstKey }, page: string): z.infer<typeof withKey> => ({
  account: accountOf(account),
  signInLink: key.by === "link" ? `${page.replace(/\/$/, "")}/#/welcome/${key.token}` : null,
  oneTimePassword: key.by === "password" ? key.password : null,
});
