import type pg from "pg";
import { z } from "zod";
import { carerSees } from "#domain/carers/carerSees.ts";
import { type HomeId, idText } from "#domain/ids.ts";
import { line } from "#domain/text.ts";
import type { CarerOfContact, Carers } from "#homes/carers.ts";
import type { Registry } from "#homes/registry.ts";
import { writeInvitation } from "#response/notify/invitations.ts";
import type { Response } from "#response/response.ts";
import { recordLook } from "../../access/accessLog.ts";
import { touchableHome } from "../../access/touchableHome.ts";
import type { Api } from "../../api.ts";
import { notValid, Refusal, refusals } from "../../errors.ts";
import { rfc3339, rfc3339OrNull } from "../../rfc3339.ts";
import { homeParams } from "../homes.ts";

export interface CarerInvitationNeeds {
  pool: pg.Pool;
  registry: Registry;
  carers: Carers;
  response: Pick<Response, "links" | "notify">;
  /** Epoch ms. */
  now: () => number;
}

const seesText = "`alarms`: alarms only. `nights`: also tonight and past nights. `everything`: also the plan and the devices.";

const carerOfContact = z
  .object({
    contactId: z.string(),
    name: z.string(),
    relation: z.string(),
    canGet: z.array(z.enum(["text", "email"])).describe("By which of these the invitation can be sent."),
    carer: z
      .object({ name: z.string(), sees: carerSees, agreedBy: z.string(), joinedAt: z.iso.datetime() })
      .nullable()
      .describe("Null: the contact is no carer."),
    invitedUntil: z.iso.datetime().nullable().describe("An invitation that has not been used is valid until then."),
  })
  .meta({ id: "CarerOfContact" });

const carerList = z.object({ items: z.array(carerOfContact), next: z.null() });
const listOf = async (needs: CarerInvitationNeeds, homeId: HomeId): Promise<z.infer<typeof carerList>> => {
  return { items: (await needs.carers.ofHome(homeId)).map((one) => viewOf(one, homeId, needs)), next: null };
};

const newInvitation = z.strictObject({
  sees: carerSees.describe(seesText),
  agreedBy: line(120).describe("Who agreed to it: the person who lives there, or who may decide for them."),
  by: z.enum(["text", "email", "link"]).describe("`link`: no message is sent, and the answer has the link."),
});
const madeInvitation = z.object({
  expiresAt: z.iso.datetime(),
  sentTo: z.string().nullable().describe("The number or address; null where none was asked for."),
  link: z.string().nullable().describe("Only for `by: link`. It works once."),
});
const contactParams = homeParams.extend({ contactId: idText.describe("The contact.") });

/** Staff invite contacts to be carers, and end it. */
export function carerInvitationRoutes(api: Api, needs: CarerInvitationNeeds): void {
  const { pool, registry, carers } = needs;
  api.get(
    "/homes/:id/carers",
    {
      config: { needs: "inviteCarers" },
      schema: {
        summary: "List the contacts of a home, and which of them are carers",
        description: "The access log records who looked.",
        tags: ["carers"],
        params: homeParams,
        response: { 200: carerList, ...refusals(401, 403, 404, 422, 503) },
      },
    },
    async (request) => {
      const home = touchableHome(registry, request.caller, request.params.id);
      await recordLook(pool, request.caller, "home", home.id);
      return listOf(needs, home.id);
    },
  );
  inviteRoute(api, needs);
  api.delete(
    "/homes/:id/contacts/:contactId/carer",
    {
      config: { needs: "inviteCarers" },
      schema: {
        summary: "End a contact's access as a carer",
        description: "A page that is open is locked within seconds. An invitation that has not been used is withdrawn.",
        tags: ["carers"],
        params: contactParams,
        response: { 200: carerList, ...refusals(401, 403, 404, 422, 503) },
      },
    },
    async (request) => {
      const home = touchableHome(registry, request.caller, request.params.id);
      const { contactId } = request.params;
      const isOfHome = registry.contactsOf(home.id).some(({ id }) => id === contactId);
      if (!isOfHome || !(await carers.remove(contactId, `Removed by ${request.caller.name}`)))
        throw new Refusal("notFound", "This contact is no carer and has no open invitation.");
      await registry.availability.clear(contactId, `Removed by ${request.caller.name}`);
      return listOf(needs, home.id);
    },
  );
}

function inviteRoute(api: Api, needs: CarerInvitationNeeds): void {
  const { registry, carers, response, now } = needs;
  api.post(
    "/homes/:id/contacts/:contactId/invitation",
    {
      config: { needs: "inviteCarers" },
      schema: {
        summary: "Invite a contact to be a carer",
        description: `The link works once, for seven days. An earlier invitation of this contact that was not used stops working. ${seesText}`,
        tags: ["carers"],
        params: contactParams,
        body: newInvitation,
        response: { 201: madeInvitation, ...refusals(400, 401, 403, 404, 422, 503) },
      },
    },
    async (request, reply) => {
      const home = touchableHome(registry, request.caller, request.params.id);
      const { contactId } = request.params;
      const { sees, agreedBy, by } = request.body;
      const contact = (await carers.ofHome(home.id)).find((one) => one.contactId === contactId);
      if (contact === undefined) throw new Refusal("notFound", `There is no contact ${contactId} in this home.`);
      const channel = by === "link" ? null : contact.channels.find(({ type }) => type === by);
      if (channel === undefined || (by !== "link" && !viewOf(contact, home.id, needs).canGet.includes(by)))
        throw notValid([{ path: "by", message: `Link Line cannot send ${contact.name} ${by === "text" ? "a text" : "an e-mail"}` }]);
      const { id, name } = request.caller;
      const made = await carers.invite({ homeId: home.id, contactId, sees, agreedBy, by: { id, name } }, async (client, invitationId) => {
        if (by === "link" || channel === null) return;
        const message = {
          invitationId,
          contactId,
          name: contact.name,
          homeName: home.name,
          channel: by,
          address: channel.address,
          now: now(),
        };
        await writeInvitation(client, message);
      });
      if (made === null) throw new Refusal("notFound", `There is no contact ${contactId} in this home.`);
      response.notify.lookNow();
      const link = by === "link" ? response.links.invitationLinkFor(made.id) : null;
      return reply.code(201).send({ expiresAt: rfc3339(made.expiresAt), sentTo: channel?.address ?? null, link });
    },
  );
}

/** A test home sends no messages. */
function viewOf(one: CarerOfContact, homeId: HomeId, { registry, response }: CarerInvitationNeeds): z.infer<typeof carerOfContact> {
  const isLive = registry.home(homeId)?.mode === "live";
  const { channels, carer, invitedUntil, ...contact } = one;
  return {
    ...contact,
    canGet: (["text", "email"] as const).filter(
      (type) => isLive && response.notify.canSend(type) && channels.some((channel) => channel.type === type),
    ),
    carer: carer && { ...carer, joinedAt: rfc3339(carer.joinedAt) },
    invitedUntil: rfc3339OrNull(invitedUntil),
  };
}
