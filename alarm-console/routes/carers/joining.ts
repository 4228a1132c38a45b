import { z } from "zod";
import { carerSees } from "#domain/carers/carerSees.ts";
import type { Carers, Invitation, InvitationFault } from "#homes/carers.ts";
import type { ContactLinks } from "#response/notify/contactLinks.ts";
import { CallCounts, type CallLimit } from "../../access/callCounts.ts";
import { type PasswordFault, passwordFaultText, slowestCheckMs } from "../../access/password/passwordRules.ts";
import type { People } from "../../access/people/people.ts";
import type { Api } from "../../api.ts";
import { notValid, Refusal, refusals } from "../../errors.ts";
import { rfc3339 } from "../../rfc3339.ts";

export interface JoiningNeeds {
  carers: Carers;
  people: Pick<People, "accounts" | "passwordChecks">;
  links: Pick<ContactLinks, "readInvitation">;
  /** Whether a passkey can be made in place of a password. */
  hasPasskeys: boolean;
  /** Epoch ms. */
  now: () => number;
}

const token = z.string().max(100).describe("The last part of the link, after #/join/.");
const offered = z
  .object({
    homeName: z.string(),
    contactName: z.string(),
    sees: carerSees,
    agreedBy: z.string().describe("Who agreed that this contact sees it."),
    expiresAt: z.iso.datetime(),
    passkeys: z.boolean().describe("This service makes passkeys: `POST /api/auth/passkey/begin-join`."),
  })
  .meta({ id: "OfferedCare" });
const newAccount = z.strictObject({ token, email: z.email().max(254), password: z.string().min(1).max(128) });

/** Wrong or used links from one address, so that guessing costs the service little. */
const mostFalseLinks: CallLimit = { window: 60, max: 20 };

export const faults: Record<InvitationFault, readonly ["notFound" | "used" | "expired", string]> = {
  unknown: ["notFound", "This link does not work. It is not complete, or it is wrong. Open it from the message again."],
  used: ["used", "This link was used already. If it was not you, tell Link Line at once."],
  expired: ["expired", "This link has expired. Ask Link Line for a new one."],
  withdrawn: ["expired", "This link was replaced or withdrawn. Use the newest message, or ask Link Line for a new link."],
};

export const emailTaken = "There is an account with this email. Sign in with it first, then open the link again.";

/** A contact opens an invitation and becomes a carer. */
export function joiningRoutes(api: Api, needs: JoiningNeeds): void {
  const { carers, links, now } = needs;
  const falseLinks = new CallCounts(now);
  const invitationId = (text: string, address: string): string => {
    const id = links.readInvitation(text);
    if (id !== null) return id;
    if (!falseLinks.count(address, mostFalseLinks).allowed)
      throw new Refusal("tooMany", "Too many wrong links. Wait a minute, then try again.");
    throw refusalOf("unknown");
  };
  api.post(
    "/carer-invitations/look",
    {
      config: { needs: "open" },
      schema: {
        summary: "Show what an invitation offers",
        description: "Looking uses nothing up: mail scanners open links.",
        tags: ["carers"],
        body: z.strictObject({ token }),
        response: { 200: offered, ...refusals(400, 404, 409, 422, 503) },
      },
    },
    async ({ body, ip }) => {
      const read = await carers.invitation(invitationId(body.token, ip));
      if (!read.ok) throw refusalOf(read.why);
      return viewOf(read.invitation, needs);
    },
  );
  newCarer(api, needs, invitationId);
  api.post(
    "/carer/invitations/accept",
    {
      config: { needs: "careForHomes" },
      schema: {
        summary: "Accept an invitation with the account that is signed in",
        tags: ["carers"],
        body: z.strictObject({ token }),
        response: { 200: offered, ...refusals(400, 401, 403, 404, 409, 422, 503) },
      },
    },
    async ({ body, ip, caller }) => {
      const joined = await carers.join<never>(invitationId(body.token, ip), async () => ({ accountId: caller.id }));
      if (joined.ok) return viewOf(joined.invitation, needs);
      throw joined.why === "account" ? new Error("an account that exists was refused") : refusalOf(joined.why);
    },
  );
}

type Refused = PasswordFault | "exists" | "email" | "passwordLength";

function newCarer(api: Api, needs: JoiningNeeds, invitationId: (text: string, address: string) => string): void {
  const { carers } = needs;
  const { accounts, passwordChecks } = needs.people;
  api.post(
    "/carer-invitations/accept",
    {
      // The first check of a password loads lists of words.
      handlerTimeout: slowestCheckMs,
      config: { needs: "open" },
      schema: {
        summary: "Accept an invitation with a new account",
        description: "Sign in afterwards with the same email and password. The link then works no more.",
        tags: ["carers"],
        body: newAccount,
        response: { 201: offered, ...refusals(400, 404, 409, 422, 503) },
      },
    },
    async ({ body: { token: text, email, password }, ip }, reply) => {
      const joined = await carers.join<Refused>(invitationId(text, ip), async ({ contact }) => {
        const fault = await passwordChecks.faultOf(password, { name: contact.name, email });
        if (fault !== null) return { refused: fault };
        const made = await accounts.create({ email, name: contact.name, role: "carer", password });
        return made.ok ? { accountId: made.id } : { refused: made.why };
      });
      if (joined.ok) return reply.code(201).send(viewOf(joined.invitation, needs));
      if (joined.why !== "account") throw refusalOf(joined.why);
      if (joined.refused === "exists") throw new Refusal("exists", emailTaken);
      throw notValid([
        joined.refused === "email"
          ? { path: "email", message: "write an email address" }
          : { path: "password", message: passwordFaultText[joined.refused === "passwordLength" ? "length" : joined.refused] },
      ]);
    },
  );
}

const refusalOf = (why: InvitationFault): Refusal => new Refusal(...faults[why]);

const viewOf = ({ homeName, contact, sees, agreedBy, expiresAt }: Invitation, { hasPasskeys }: JoiningNeeds): z.infer<typeof offered> => ({
  homeName,
  contactName: contact.name,
  sees,
  agreedBy,
  expiresAt: rfc3339(expiresAt),
  passkeys: hasPasskeys,
});
