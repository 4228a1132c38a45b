import { fromNodeHeaders } from "better-auth/node";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { Accounts } from "../accounts.ts";
import type { Api } from "../api.ts";
import { peerHeader } from "../auth.ts";
import { Refusal } from "../errors.ts";
import { setCookies } from "../setCookies.ts";

/** Hands what is under /api/auth to the account library, and its answer back. */
export function accountRoutes(api: Api, { accounts }: { accounts: Accounts }): void {
  api.removeAllContentTypeParsers();
  api.addContentTypeParser("application/json", { parseAs: "buffer", bodyLimit: 16_384 }, (_request, body, done) => done(null, body));

  async function answer(request: FastifyRequest, reply: FastifyReply) {
    const response = await accounts.handle(asWebRequest(request));
    // It says 500 for a database that is away; it has logged why.
    if (response.status >= 500) throw new Refusal("unavailable", "Accounts cannot be asked now; try again shortly.");
    reply.code(response.status).header("cache-control", "no-store");
    for (const [name, value] of response.headers) if (name !== "set-cookie" && name !== "content-length") reply.header(name, value);
    setCookies(request, reply, response.headers.getSetCookie());
    return reply.send(Buffer.from(await response.arrayBuffer()));
  }

  for (const method of ["GET", "POST"] as const) api.route({ method, url: "/*", schema: { hide: true }, handler: answer });
}

function asWebRequest(request: FastifyRequest): Request {
  const headers = fromNodeHeaders(request.headers);
  headers.set(peerHeader, request.ip);
  const url = URL.parse(request.url, `http://${request.headers.host}`);
  if (url === null) throw new Refusal("malformed", "The request could not be read.");
  const body = request.body instanceof Buffer ? new Uint8Array(request.body) : undefined;
  return new Request(url, { method: request.method, headers, body });
}
