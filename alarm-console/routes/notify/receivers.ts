import type pg from "pg";
import { z } from "zod";
import { idText } from "#domain/ids.ts";
import { line } from "#domain/text.ts";
import { addReceiver, disableReceiverBy, listReceivers, type Receiver, removeReceiver } from "#response/notify/receivers.ts";
import type { Api } from "../../api.ts";
import { Refusal, refusals } from "../../errors.ts";

const receiverView = z
  .object({
    id: z.string(),
    name: z.string(),
    url: z.string(),
    createdAt: z.iso.datetime(),
    disabledAt: z.iso.datetime().nullable().describe("Since when it gets nothing; null while it gets each change."),
    disabledWhy: z.string().nullable(),
  })
  .meta({ id: "WebhookReceiver" });
const receiverList = z.object({ items: z.array(receiverView), next: z.null() });
const newReceiver = z.strictObject({
  name: line(80),
  url: line(2_000)
    .refine(isSafe, "write an address that begins with https://; http:// only for a program on this machine")
    .describe("https; for a program on this machine http too."),
});
const addedReceiver = receiverView.extend({ secret: z.string().describe("Checks the signatures. It is shown only here.") });

export interface ReceiverRouteNeeds {
  pool: pg.Pool;
  /** Epoch ms. */
  now: () => number;
}

/** Programs that get each change of a case by a signed POST. */
export function receiverRoutes(api: Api, { pool, now }: ReceiverRouteNeeds): void {
  const tags = ["service"];
  api.get(
    "/webhook-receivers",
    {
      config: { needs: "seeReceivers" },
      schema: {
        summary: "List the programs that follow cases by webhook",
        description: "One that answered 410 Gone is disabled, and gets nothing more.",
        tags,
        response: { 200: receiverList, ...refusals(401, 403, 503) },
      },
    },
    async () => ({ items: (await listReceivers(pool)).map(viewOf), next: null }),
  );
  api.post(
    "/webhook-receivers",
    {
      config: { needs: "manageReceivers" },
      schema: {
        summary: "Add a program that follows cases by webhook",
        description:
          "It gets each change of a case in a live home as a signed POST (standard-webhooks), at least once; the highest `version` counts.",
        tags,
        body: newReceiver,
        response: { 201: addedReceiver, ...refusals(401, 403, 422, 503) },
      },
    },
    async ({ body }, reply) => {
      const { secret, ...receiver } = await addReceiver(pool, body, now());
      return reply.code(201).send({ ...viewOf(receiver), secret });
    },
  );
  api.post(
    "/webhook-receivers/:id/disable",
    {
      config: { needs: "manageReceivers" },
      schema: {
        summary: "Stop sending to a program",
        description: "Disabling again changes nothing.",
        tags,
        params: z.object({ id: idText }),
        response: { 200: receiverView, ...refusals(401, 403, 404, 503) },
      },
    },
    async ({ params: { id }, caller }) => {
      const receiver = await disableReceiverBy(pool, id, `Disabled by ${caller.name}`, now());
      if (receiver === null) throw new Refusal("notFound", "There is no such webhook receiver.");
      return viewOf(receiver);
    },
  );
  removal(api, { pool, now });
}

function removal(api: Api, { pool, now }: ReceiverRouteNeeds): void {
  api.delete(
    "/webhook-receivers/:id",
    {
      config: { needs: "manageReceivers" },
      schema: {
        summary: "Remove a program that follows cases by webhook",
        description: "It gets nothing more, also not what has not left yet. Answers with those that remain.",
        tags: ["service"],
        params: z.object({ id: idText }),
        response: { 200: receiverList, ...refusals(401, 403, 404, 422, 503) },
      },
    },
    async ({ params: { id } }) => {
      if (!(await removeReceiver(pool, id, now()))) throw new Refusal("notFound", "There is no such webhook receiver.");
      return { items: (await listReceivers(pool)).map(viewOf), next: null };
    },
  );
}

/** A change of a case names people and what happened to them, so it leaves this machine encrypted. */
function isSafe(text: string): boolean {
  const at = URL.parse(text);
  if (at === null || at.username !== "" || at.password !== "") return false;
  return at.protocol === "https:" || (at.protocol === "http:" && ["localhost", "127.0.0.1", "[::1]"].includes(at.hostname));
}

const iso = (at: number): string => new Date(at).toISOString();

const viewOf = ({ createdAt, disabledAt, ...rest }: Receiver): z.infer<typeof receiverView> => ({
  ...rest,
  createdAt: iso(createdAt),
  disabledAt: disabledAt === null ? null : iso(disabledAt),
});
