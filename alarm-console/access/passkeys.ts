import {
  type AuthenticationResponseJSON,
  generateAuthenticationOptions,
  generateRegistrationOptions,
  type RegistrationResponseJSON,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from "@simplewebauthn/server";
import type { AuthContext, BetterAuthPlugin, GenericEndpointContext } from "better-auth";
import { APIError, createAuthEndpoint } from "better-auth/api";
import { setSessionCookie } from "better-auth/cookies";
import type pg from "pg";
import { z } from "zod";

/** Why an invitation cannot be accepted with a passkey, for the page. */
export type PasskeyRefusal = { refused: string };

export interface PasskeyNeeds {
  pool: pg.Pool;
  /** The domain for which passkeys are made: the host name of the service's public address. A passkey works there alone. */
  rpId: string;
  /** The name of the contact whom an invitation is for. */
  invited(token: string): Promise<{ name: string } | PasskeyRefusal>;
  /** Uses the invitation up, and makes the account without a password. */
  join(token: string, email: string): Promise<{ accountId: string } | PasskeyRefusal>;
}

type Ceremony = { kind: "join"; token: string; email: string } | { kind: "signIn" };

/** A person looks at the phone's question for this long at most. */
const ceremonyMs = 5 * 60_000;

const insertPasskey = `INSERT INTO passkey (id, user_id, public_key, counter, transports) VALUES ($1, $2, $3, $4, $5)`;
const selectPasskey = `SELECT id, user_id AS "userId", public_key AS "publicKey", counter::float8 AS counter, transports FROM passkey WHERE id = $1`;
const usePasskey = `UPDATE passkey SET counter = $2, used_at = now() WHERE id = $1`;

interface PasskeyRow {
  id: string;
  userId: string;
  publicKey: Buffer;
  counter: number;
  transports: NonNullable<RegistrationResponseJSON["response"]["transports"]>;
}

const token = z.string().max(100);
const beginJoin = z.strictObject({ token, email: z.email().max(254) });
/** The browser's answer; the WebAuthn library checks what is in it. */
const response = z.looseObject({ id: z.string().max(2_000), response: z.looseObject({}) });
const answered = z.strictObject({ response });

const refused = (message: string): APIError => new APIError("BAD_REQUEST", { message });
const notAccepted = "This phone’s answer was not accepted. Try again, or use a password.";

/**
 * Passkeys for carers (WebAuthn level 3): the phone's lock instead of a password. A part of the account library, which makes the sessions; the
 * ceremonies are @simplewebauthn/server's. Each challenge works once and for five minutes, and the answer must come from the page that asked,
 * with the person verified by the phone.
 *
 * Example: `POST /passkey/begin-join` with the invitation gives what `navigator.credentials.create` needs; `POST /passkey/join` with its answer
 * makes the account, uses the invitation up and signs in.
 */
export function passkeys({ pool, rpId, invited, join }: PasskeyNeeds) {
  return {
    id: "linkline-passkeys",
    endpoints: {
      beginJoinWithPasskey: createAuthEndpoint("/passkey/begin-join", { method: "POST", body: beginJoin }, async (ctx) => {
        const { email } = ctx.body;
        const contact = await invited(ctx.body.token);
        if ("refused" in contact) throw refused(contact.refused);
        const options = await generateRegistrationOptions({
          rpName: "Link Line",
          rpID: rpId,
          userName: email,
          userDisplayName: contact.name,
          attestationType: "none",
          // Signing in asks for no e-mail address: the phone knows whose passkey it is.
          authenticatorSelection: { residentKey: "required", userVerification: "required" },
        });
        await remember(ctx.context, options.challenge, { kind: "join", token: ctx.body.token, email });
        return ctx.json(options);
      }),
      joinWithPasskey: createAuthEndpoint("/passkey/join", { method: "POST", body: answered }, async (ctx) => {
        const answer = ctx.body.response as unknown as RegistrationResponseJSON;
        const begun = await recall(ctx.context, answer.response.clientDataJSON);
        if (begun?.ceremony.kind !== "join") throw refused(notAccepted);
        const { registrationInfo } = await verifyRegistrationResponse({
          response: answer,
          expectedChallenge: begun.challenge,
          expectedOrigin: askingPage(ctx.headers, rpId) ?? "",
          expectedRPID: rpId,
        }).catch(() => ({ registrationInfo: undefined }));
        if (registrationInfo === undefined) throw refused(notAccepted);
        const joined = await join(begun.ceremony.token, begun.ceremony.email);
        if ("refused" in joined) throw refused(joined.refused);
        const { id, publicKey, counter, transports = [] } = registrationInfo.credential;
        await pool.query(insertPasskey, [id, joined.accountId, Buffer.from(publicKey), counter, transports]);
        return signIn(ctx, joined.accountId);
      }),
      beginSignInWithPasskey: createAuthEndpoint("/passkey/begin-sign-in", { method: "POST" }, async (ctx) => {
        const options = await generateAuthenticationOptions({ rpID: rpId, userVerification: "required" });
        await remember(ctx.context, options.challenge, { kind: "signIn" });
        return ctx.json(options);
      }),
      signInWithPasskey: createAuthEndpoint("/passkey/sign-in", { method: "POST", body: answered }, async (ctx) => {
        const answer = ctx.body.response as unknown as AuthenticationResponseJSON;
        const known = (await pool.query<PasskeyRow>(selectPasskey, [answer.id])).rows[0];
        if (known === undefined) throw refused("This passkey is not known here. Use your password, or ask Link Line for a new invitation.");
        const begun = await recall(ctx.context, answer.response.clientDataJSON);
        if (begun?.ceremony.kind !== "signIn") throw refused(notAccepted);
        const verified = await verifyAuthenticationResponse({
          response: answer,
          expectedChallenge: begun.challenge,
          expectedOrigin: askingPage(ctx.headers, rpId) ?? "",
          expectedRPID: rpId,
          credential: { ...known, publicKey: new Uint8Array(known.publicKey) },
        }).catch(() => null);
        if (verified?.verified !== true) throw refused(notAccepted);
        await pool.query(usePasskey, [known.id, verified.authenticationInfo.newCounter]);
        return signIn(ctx, known.userId);
      }),
    },
    // Each of them costs a row or a check of a signature. A whole centre may have one address.
    rateLimit: [{ pathMatcher: (path: string) => path.startsWith("/passkey/"), window: 60, max: 100 }],
  } satisfies BetterAuthPlugin;
}

/**
 * The page that asks, by the header that the browser sets. Null where it is of another host: a browser also lets the page of a subdomain use a passkey,
 * and that host may belong to others.
 */
export function askingPage(headers: Pick<Headers, "get"> | undefined, rpId: string): string | null {
  const origin = headers?.get("origin") ?? "";
  return URL.parse(origin)?.hostname === rpId ? origin : null;
}

const nameOf = (challenge: string): string => `passkey/${challenge}`;

async function remember({ internalAdapter }: AuthContext, challenge: string, ceremony: Ceremony): Promise<void> {
  await internalAdapter.createVerificationValue({
    identifier: nameOf(challenge),
    value: JSON.stringify(ceremony),
    expiresAt: new Date(Date.now() + ceremonyMs),
  });
}

const clientData = z.object({ challenge: z.string().max(200) });

/** What was begun with the challenge that the browser signed; null where it is not known, was used, or is too old. It works once. */
async function recall(
  { internalAdapter }: AuthContext,
  clientDataJson: unknown,
): Promise<{ challenge: string; ceremony: Ceremony } | null> {
  const read = clientData.safeParse(jsonOf(Buffer.from(String(clientDataJson), "base64url").toString()));
  if (!read.success) return null;
  const { challenge } = read.data;
  const known = await internalAdapter.consumeVerificationValue(nameOf(challenge));
  return known === null ? null : { challenge, ceremony: JSON.parse(known.value) as Ceremony };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

async function signIn(ctx: GenericEndpointContext, accountId: string) {
  const { internalAdapter } = ctx.context;
  const [session, user] = [await internalAdapter.createSession(accountId), await internalAdapter.findUserById(accountId)];
  if (session === null || user === null) throw new Error("an account that has a passkey could not be signed in");
  await setSessionCookie(ctx, { session, user });
  return ctx.json({ name: user.name });
}
