import type { FastifyRequest } from "fastify";
import type pg from "pg";
import { z } from "zod";
import type { Accounts } from "../../access/accounts.ts";
import { CallCounts, type CallLimit } from "../../access/callCounts.ts";
import { passwordFaultText, slowestCheckMs } from "../../access/password/passwordRules.ts";
import type { OwnPassword } from "../../access/people/ownPassword.ts";
import { type LinkOwner, ownerOfLink } from "../../access/people/signInLinks.ts";
import type { SignInThrottle } from "../../access/throttle/signInThrottle.ts";
import type { Api } from "../../api.ts";
import { notValid, Refusal, refusals } from "../../errors.ts";

export interface OwnPasswordNeeds {
  pool: pg.Pool;
  accounts: Pick<Accounts, "isPassword" | "forget">;
  ownPassword: OwnPassword;
  throttle: SignInThrottle;
  /** Milliseconds that pass. */
  elapsed: () => number;
}

const token = z.string().max(100).describe("The last part of the link, after #/welcome/.");
const password = z.string().max(1_000).describe("12 to 128 characters, hard to guess, and not like the name or email.");
const owner = z.object({ name: z.string(), email: z.string() });
/** Wrong or used links from one address, so that guessing costs the service little. */
const mostFalseLinks: CallLimit = { window: 60, max: 20 };
const tags = ["accounts"];

/** People choose their own password. */
export function ownPasswordRoutes(api: Api, needs: OwnPasswordNeeds): void {
  const { pool, ownPassword, elapsed } = needs;
  const falseLinks = new CallCounts(elapsed);
  const refuseLink = ({ ip }: FastifyRequest): Refusal => {
    if (!falseLinks.count(ip, mostFalseLinks).allowed)
      return new Refusal("tooMany", "Too many wrong links. Wait a minute, then try again.", { waitSeconds: 60 });
    return new Refusal(
      "notFound",
      "This link does not work: it is not complete, was used, or has expired. Ask an administrator for a new one.",
    );
  };
  api.post(
    "/sign-in-links/look",
    {
      config: { needs: "open" },
      schema: {
        summary: "Show whose sign-in link this is",
        description: "Looking uses nothing up: mail scanners open links.",
        tags,
        body: z.strictObject({ token }),
        response: { 200: owner, ...refusals(400, 404, 422, 503) },
      },
    },
    async (request): Promise<Pick<LinkOwner, "name" | "email">> => {
      const found = await ownerOfLink(pool, request.body.token);
      if (found === null) throw refuseLink(request);
      return { name: found.name, email: found.email };
    },
  );
  api.post(
    "/sign-in-links/use",
    {
      // The first check of a password loads lists of words.
      handlerTimeout: slowestCheckMs,
      config: { needs: "open" },
      schema: {
        summary: "Choose a password with a sign-in link",
        description: "The link then works no more. Sign in afterwards with the email that the answer names and the new password.",
        tags,
        body: z.strictObject({ token, password }),
        response: { 200: z.object({ email: z.string() }), ...refusals(400, 404, 422, 503) },
      },
    },
    async (request) => {
      const chosen = await ownPassword.choose(request.body.token, request.body.password, request.ip);
      if (chosen.ok) return { email: chosen.email };
      throw chosen.why === "link" ? refuseLink(request) : faultOf(chosen.why);
    },
  );
  change(api, needs);
}

function change(api: Api, { pool, accounts, ownPassword, throttle }: OwnPasswordNeeds): void {
  api.post(
    "/me/password",
    {
      // The first check of a password loads lists of words.
      handlerTimeout: slowestCheckMs,
      config: { needs: "signedIn", whileDue: true },
      schema: {
        summary: "Change your own password",
        description: "Ends your other sessions. Wrong present passwords make you wait, as at signing in.",
        tags,
        body: z.strictObject({ present: password, chosen: password }),
        response: { 200: z.object({ email: z.string() }), ...refusals(400, 401, 403, 422, 503) },
      },
    },
    async ({ caller, body, ip }) => {
      if (caller.by.kind !== "session") throw new Refusal("forbidden", "A token has no password.");
      const email = (await pool.query<{ email: string }>(selectEmail, [caller.id])).rows[0]?.email ?? "";
      const isRight = await throttle.attempt({ account: email, address: ip }, async () => {
        const result = await accounts.isPassword(caller.id, body.present);
        return { proof: result ? "succeeded" : "failed", result };
      });
      if (!isRight) throw notValid([{ path: "present", message: "this is not your present password" }]);
      const changed = await ownPassword.change({ id: caller.id, sessionId: caller.by.id }, body.chosen, ip);
      if (!changed.ok) throw faultOf(changed.why);
      accounts.forget(caller.id);
      return { email: changed.email };
    },
  );
}

const selectEmail = `SELECT email FROM "user" WHERE id = $1`;

function faultOf(why: keyof typeof passwordFaultText | "same" | "link"): Refusal {
  if (why === "link") throw new Error("a change of one's own password needs no link");
  return notValid([{ path: "chosen", message: why === "same" ? "choose another password than the present one" : passwordFaultText[why] }]);
}
