import { fromNodeHeaders } from "better-auth/node";
import type { FastifyReply, FastifyRequest } from "fastify";
import { z } from "zod";
import type { Accounts } from "../access/accounts.ts";
import { peerHeader } from "../access/auth.ts";
import { sameOrigin } from "../access/sameOrigin.ts";
import { setCookies } from "../access/setCookies.ts";
import type { Api } from "../api.ts";
import { Refusal, type RefusalCode } from "../errors.ts";

/** Passes requests under /api/auth to the account library, and its answers back. `signedOut` is called before a session ends so. */
export function accountRoutes(
  api: Api,
  { accounts, signedOut }: { accounts: Accounts; signedOut: (sessionId: string) => Promise<void> },
): void {
  api.removeAllContentTypeParsers();
  api.addContentTypeParser("application/json", { parseAs: "buffer", bodyLimit: 16_384 }, (_request, body, done) => done(null, body));

  async function answer(request: FastifyRequest, reply: FastifyReply) {
    // Afterwards the session is not known any more. The phone is switched off first: where that fails, the person is still signed in and tries again.
    const isLeaving = request.url.endsWith("/sign-out") && sameOrigin(request.headers.origin, request.headers.host);
    const leaving = isLeaving ? await accounts.signedIn(request.headers) : null;
    if (leaving !== null) await signedOut(leaving.sessionId);
    const response = await accounts.handle(asWebRequest(request));
    setCookies(request, reply, response.headers.getSetCookie());
    if (response.status >= 400) throw await asRefusal(response, reply);
    reply.code(response.status).header("cache-control", "no-store");
    for (const [name, value] of response.headers) if (name !== "set-cookie" && name !== "content-length") reply.header(name, value);
    return reply.send(Buffer.from(await response.arrayBuffer()));
  }

  for (const method of ["GET", "POST"] as const) api.route({ method, url: "/*", schema: { hide: true }, handler: answer });
}

const codes: Record<number, RefusalCode> = {
  401: "unauthenticated",
  403: "forbidden",
  404: "notFound",
  415: "unsupportedMedia",
  429: "tooMany",
};

/** The library's error in the shape of this service's errors. */
async function asRefusal(response: Response, reply: FastifyReply): Promise<Refusal> {
  // The library answers 500 when the database is away, and has logged why.
  if (response.status >= 500)
    return new Refusal(
      "unavailable",
      "Sign-in does not work now, because the database does not answer. People who are signed in stay signed in. Try again in a minute.",
    );
  const wait = response.headers.get("x-retry-after");
  if (wait !== null) reply.header("retry-after", wait);
  const parsed = z.object({ message: z.string() }).safeParse(await response.json().catch(() => null));
  return new Refusal(codes[response.status] ?? "invalid", parsed.data?.message ?? "The account service refused this request.");
}

function asWebRequest(request: FastifyRequest): Request {
  const headers = fromNodeHeaders(request.headers);
  headers.set(peerHeader, request.ip);
  const url = URL.parse(request.url, `http://${request.headers.host}`);
  if (url === null) throw new Refusal("malformed", "The request could not be read. Check the address and the body.");
  const body = request.body instanceof Buffer ? new Uint8Array(request.body) : undefined;
  return new Request(url, { method: request.method, headers, body });
}
