import { z } from "zod";
import { role } from "#domain/role.ts";
import type { AccountChange } from "../../access/people/accountChanges.ts";
import type { AccountView, SessionView } from "../../access/people/accountRows.ts";
import { rfc3339, rfc3339OrNull } from "../../rfc3339.ts";

const time = z.iso.datetime();

export const accountView = z
  .object({
    id: z.string(),
    email: z.string(),
    name: z.string(),
    role,
    createdAt: time,
    disabledAt: time.nullable(),
    oneTimePasswordUntil: time.nullable().describe("The person has not changed the one-time password yet, which works until then."),
    linkUntil: time.nullable().describe("The sign-in link was not used yet, and works until then."),
    hasPassword: z.boolean(),
    passkeys: z.int(),
    sessions: z.int().describe("How many sessions are valid now."),
    seenAt: time.nullable().describe("The last use of one of them."),
  })
  .meta({ id: "Account" });

export const firstKey = {
  signInLink: z.string().nullable().describe("Works once, within three days. It is shown only here: send it to the person."),
  oneTimePassword: z.string().nullable().describe("Works for three days and must be changed at once. It is shown only here."),
};

export const sessionView = z
  .object({
    id: z.string(),
    createdAt: time,
    seenAt: time,
    expiresAt: time,
    address: z.string().nullable(),
    browser: z.string().nullable().describe("As the browser names itself."),
  })
  .meta({ id: "Session" });

export const changeView = z
  .object({
    id: z.string(),
    at: time,
    by: z.object({ id: z.string(), name: z.string(), address: z.string().nullable().describe("Null: at the command line of the server.") }),
    what: z.enum([
      "created",
      "roleChanged",
      "disabled",
      "enabled",
      "reset",
      "sessionsEnded",
      "passwordChosen",
      "passwordChanged",
      "tokenMade",
      "tokenEnded",
    ]),
    account: z.object({ id: z.string().describe("Of a token `token:` and its id."), name: z.string() }),
    details: z.record(z.string(), z.string()),
  })
  .meta({ id: "AccountChange" });

export const accountOf = (one: AccountView): z.infer<typeof accountView> => ({
  ...one,
  createdAt: rfc3339(one.createdAt),
  disabledAt: rfc3339OrNull(one.disabledAt),
  oneTimePasswordUntil: rfc3339OrNull(one.oneTimePasswordUntil),
  linkUntil: rfc3339OrNull(one.linkUntil),
  seenAt: rfc3339OrNull(one.seenAt),
});

export const sessionOf = (one: SessionView): z.infer<typeof sessionView> => ({
  ...one,
  createdAt: rfc3339(one.createdAt),
  seenAt: rfc3339(one.seenAt),
  expiresAt: rfc3339(one.expiresAt),
});

export const changeOf = (one: AccountChange): z.infer<typeof changeView> => ({ ...one, at: rfc3339(one.at) });
