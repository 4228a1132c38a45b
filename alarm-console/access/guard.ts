import type { FastifyRequest } from "fastify";
import { may, type Permission } from "#domain/role.ts";
import type { Api } from "../api.ts";
import { Refusal } from "../errors.ts";
import type { Caller, Callers } from "./caller.ts";
import { sameOrigin } from "./sameOrigin.ts";

declare module "fastify" {
  interface FastifyContextConfig {
    /** The permission that a caller needs; of a list, any one. "signedIn": every known caller. "open": everyone. */
    needs?: Permission | readonly Permission[] | "signedIn" | "open";
    /** Also for a person who must change a one-time password first. */
    whileDue?: true;
  }
  interface FastifyRequest {
    /** Set before the body is read, on every route that is not open. */
    caller: Caller;
  }
}

/** Checks the permission of each route of `api` before its handler runs. A route without `config.needs` fails at start. */
export function guard(api: Api, callers: Callers): void {
  api.decorateRequest("caller");
  api.addHook("onRoute", (route) => {
    if (route.config?.needs === undefined)
      throw new Error(`${String(route.method)} ${route.url} has no config.needs: name the permission that its callers need`);
  });
  api.addHook("onRequest", async (request, reply) => {
    const needs = request.routeOptions.config.needs;
    if (needs === "open") return;
    // Answers contain personal data, which must not stay in a cache.
    reply.header("cache-control", "no-store");
    const caller = await callers.identify(request.headers);
    if (caller === null) throw new Refusal("unauthenticated", "Sign in, or send a bearer token.");
    refuseForeignPage(request, caller);
    if (request.routeOptions.config.whileDue !== true) refuseWhileDue(caller);
    if (needs !== "signedIn") allow(caller, needs ?? []);
    request.caller = caller;
  });
}

/** Throws Refusal `forbidden` where the caller has none of these permissions. */
export function allow({ role }: Pick<Caller, "role">, needs: Permission | readonly Permission[]): void {
  if (![needs].flat().some((one) => may(role, one))) throw new Refusal("forbidden", `The role ${role} may not do this.`);
}

/** Throws Refusal `passwordDue` where the person has a one-time password, which they must change before anything else. */
export function refuseWhileDue({ due }: Pick<Caller, "due">): void {
  if (due === "password") throw new Refusal("passwordDue", "You signed in with a one-time password. Choose a password of your own first.");
}

/** A browser sends the session cookie with requests of foreign pages too, so a change must come from a page of this host. */
function refuseForeignPage(request: FastifyRequest, caller: Caller): void {
  if (caller.by.kind !== "session" || request.method === "GET" || request.method === "HEAD") return;
  if (!sameOrigin(request.headers.origin, request.headers.host))
    throw new Refusal("forbidden", "This request came from another web page. Open Link Line itself and try again.");
}
