import type pg from "pg";
import { z } from "zod";
import { idText } from "#domain/ids.ts";
import { line } from "#domain/text.ts";
import { readAddress } from "#homes/policy/contactChannels.ts";
import { addFallbackContact, readFallbackContacts, removeFallbackContact } from "#response/notify/fallbackContacts.ts";
import type { Api } from "../../api.ts";
import { notValid, Refusal, refusals } from "../../errors.ts";

const tags = ["answering"];
const channel = z.enum(["text", "email", "voice"]);
const contactView = z.object({ id: z.string(), name: z.string(), channel, address: z.string() }).meta({ id: "FallbackContact" });

interface FallbackContactNeeds {
  pool: pg.Pool;
  /** Of telephone numbers that are written without one. */
  country: string;
}

export function fallbackContactRoutes(api: Api, { pool, country }: FallbackContactNeeds): void {
  api.get(
    "/fallback-contacts",
    {
      config: { needs: "setUpAnswering" },
      schema: {
        summary: "List whom the service notifies when no operator answers",
        tags,
        response: { 200: z.object({ items: z.array(contactView), next: z.null() }), ...refusals(401, 403, 503) },
      },
    },
    async () => ({ items: await readFallbackContacts(pool), next: null }),
  );
  api.post(
    "/fallback-contacts",
    {
      config: { needs: "setUpAnswering" },
      schema: {
        summary: "Add a fallback contact",
        description: "Telephone numbers are stored in their international form.",
        tags,
        body: z.strictObject({ name: line(120), channel, address: line(320) }),
        response: { 201: contactView, ...refusals(400, 401, 403, 413, 422, 503) },
      },
    },
    async ({ body }, reply) => {
      const read = readAddress({ type: body.channel, address: body.address }, country);
      if (!read.ok) throw notValid([{ path: "address", message: read.message }]);
      const added = await addFallbackContact(pool, { ...body, address: read.address });
      if (added === null) throw notValid([{ path: "address", message: "this address is in the list already" }]);
      return reply.code(201).send(added);
    },
  );
  api.delete(
    "/fallback-contacts/:id",
    {
      config: { needs: "setUpAnswering" },
      schema: {
        summary: "Remove a fallback contact",
        tags,
        params: z.object({ id: idText }),
        description: "Answers with those that remain.",
        response: { 200: z.object({ items: z.array(contactView), next: z.null() }), ...refusals(401, 403, 404, 422, 503) },
      },
    },
    async ({ params: { id } }) => {
      if (!(await removeFallbackContact(pool, id))) throw new Refusal("notFound", `There is no fallback contact ${id}.`);
      return { items: await readFallbackContacts(pool), next: null };
    },
  );
}
