import type { FastifyRequest } from "fastify";
import { may, type Permission } from "#domain/role.ts";
import type { Api } from "../api.ts";
import { Refusal } from "../errors.ts";
import type { Caller, Callers } from "./caller.ts";
import { sameOrigin } from "./sameOrigin.ts";
import { setCookies } from "./setCookies.ts";

declare module "fastify" {
  interface FastifyContextConfig {
    /** What a caller must be allowed, one of several will do; "signedIn" for anybody who is known, "open" for everybody. */
    needs?: Permission | readonly Permission[] | "signedIn" | "open";
  }
  interface FastifyRequest {
    /** Set before the body is read, on every route but the open ones. */
    caller: Caller;
  }
}

/** Lets nobody through to the routes of `api` but callers that the route is for. A route that names nobody does not start. */
export function guard(api: Api, callers: Callers): void {
  api.decorateRequest("caller");
  api.addHook("onRoute", (route) => {
    if (route.config?.needs === undefined) throw new Error(`${String(route.method)} ${route.url} does not say whom it is for`);
  });
  api.addHook("onRequest", async (request, reply) => {
    const needs = request.routeOptions.config.needs;
    if (needs === "open") return;
    // What is told of people stays in no cache.
    reply.header("cache-control", "no-store");
    const known = await callers.identify(request.headers);
    if (known === null) throw new Refusal("unauthenticated", "Sign in, or send a bearer token.");
    refuseForeignPage(request, known.caller);
    if (needs !== "signedIn") allow(known.caller, needs ?? []);
    setCookies(request, reply, known.setCookies);
    request.caller = known.caller;
  });
}

/** Throws Refusal `forbidden` where the caller may do none of these. */
export function allow({ role }: Pick<Caller, "role">, needs: Permission | readonly Permission[]): void {
  if (![needs].flat().some((one) => may(role, one))) throw new Refusal("forbidden", `This is not for the role ${role}.`);
}

/** A browser sends the session cookie with whatever page makes it call, so a change must come from our own page. */
function refuseForeignPage(request: FastifyRequest, caller: Caller): void {
  if (caller.by.kind !== "session" || request.method === "GET" || request.method === "HEAD") return;
  if (!sameOrigin(request.headers.origin, request.headers.host)) throw new Refusal("forbidden", "This came from another page.");
}
