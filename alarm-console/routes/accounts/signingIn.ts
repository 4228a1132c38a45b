import { fromNodeHeaders } from "better-auth/node";
import type { FastifyReply, FastifyRequest } from "fastify";
import { z } from "zod";
import type { Accounts } from "../../access/accounts.ts";
import { peerHeader } from "../../access/auth.ts";
import { sameOrigin } from "../../access/sameOrigin.ts";
import { setCookies } from "../../access/sessions/sessionCookies.ts";
import type { Proof, SignInThrottle } from "../../access/throttle/signInThrottle.ts";
import type { Api } from "../../api.ts";
import { Refusal, type RefusalCode } from "../../errors.ts";

/** The routes of the account library that Link Line uses. The library has many more, and none of them can be reached. */
const used = ["/sign-in/email", "/sign-out", "/passkey/begin-join", "/passkey/join", "/passkey/begin-sign-in", "/passkey/sign-in"] as const;

export interface SigningInNeeds {
  accounts: Accounts;
  throttle: SignInThrottle;
  /** Is called before a session ends by signing out. */
  signedOut: (sessionId: string) => Promise<void>;
}

/** Passes requests to the routes of the account library that are used, under /api/auth, and its answers back. */
export function signingInRoutes(api: Api, { accounts, throttle, signedOut }: SigningInNeeds): void {
  api.removeAllContentTypeParsers();
  api.addContentTypeParser("application/json", { parseAs: "buffer", bodyLimit: 16_384 }, (_request, body, done) => done(null, body));

  async function answer(request: FastifyRequest, reply: FastifyReply) {
    // Afterwards the session is not known any more. The phone is switched off first: where that fails, the person is still signed in and tries again.
    const isLeaving = request.routeOptions.url?.endsWith("/sign-out") === true && sameOrigin(request.headers.origin, request.headers.host);
    const leaving = isLeaving ? await accounts.signedIn(request.headers) : null;
    if (leaving !== null) await signedOut(leaving.sessionId);
    const ask = () => accounts.handle(asWebRequest(request));
    const account = request.routeOptions.url?.endsWith("/sign-in/email") ? accountNamedIn(request.body) : null;
    const response = account === null ? await ask() : await throttle.attempt({ account, address: request.ip }, () => tried(ask));
    setCookies(request, reply, response.headers.getSetCookie());
    if (response.status >= 400) throw await asRefusal(response, reply);
    reply.code(response.status).header("cache-control", "no-store");
    for (const [name, value] of response.headers) if (name !== "set-cookie" && name !== "content-length") reply.header(name, value);
    return reply.send(Buffer.from(await response.arrayBuffer()));
  }

  for (const url of used) api.post(url, { schema: { hide: true } }, answer);
}

async function tried(ask: () => Promise<Response>): Promise<{ proof: Proof; result: Response }> {
  const result = await ask();
  if (result.ok) return { proof: "succeeded", result };
  return { proof: result.status === 401 ? "failed" : "undecided", result };
}

const withEmail = z.object({ email: z.string() });

/** The account that a request to sign in names; null where it names none, which the library refuses. */
function accountNamedIn(body: unknown): string | null {
  if (!(body instanceof Buffer)) return null;
  try {
    return withEmail.safeParse(JSON.parse(body.toString())).data?.email ?? null;
  } catch {
    return null;
  }
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
  const url = URL.parse(request.routeOptions.url ?? "", `http://${request.headers.host}`);
  if (url === null) throw new Refusal("malformed", "The request could not be read. Check the address and the body.");
  const body = request.body instanceof Buffer ? new Uint8Array(request.body) : undefined;
  return new Request(url, { method: request.method, headers, body });
}
