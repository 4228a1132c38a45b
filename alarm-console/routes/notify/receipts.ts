import type { FastifyReply, FastifyRequest } from "fastify";
import type { ReceiptAnswer, Receipts } from "#response/notify/receipts.ts";
import type { Api } from "../../api.ts";
import { Refusal } from "../../errors.ts";

/**
 * Where providers report that a message was delivered or failed. No one is signed in here: GOV.UK Notify sends a bearer token, a gateway signs what it
 * sends. Not in the API document, because only providers call it (docs/notifications.md).
 */
export function receiptRoutes(scope: Api, { receipts }: { receipts: Receipts }): void {
  // A signature is over the body as it came.
  scope.removeContentTypeParser("application/json");
  scope.addContentTypeParser("application/json", { parseAs: "string" }, (_request, body, done) => done(null, body));
  scope.post("/gov-uk-notify", { schema: { hide: true } }, async (request, reply) =>
    answer(reply, await receipts.fromGovUkNotify(request.headers.authorization, bodyOf(request))),
  );
  scope.post("/gateway", { schema: { hide: true } }, async (request, reply) =>
    answer(reply, await receipts.fromGateway(signatureHeaders(request), bodyOf(request))),
  );
}

const bodyOf = ({ body }: FastifyRequest): string => (typeof body === "string" ? body : "");

const signatureHeaders = ({ headers }: FastifyRequest): Record<string, string> =>
  Object.fromEntries(["webhook-id", "webhook-timestamp", "webhook-signature"].map((name) => [name, String(headers[name] ?? "")]));

function answer(reply: FastifyReply, taken: ReceiptAnswer): FastifyReply {
  switch (taken) {
    case "taken":
      return reply.code(204).send();
    case "unauthenticated":
      throw new Refusal("unauthenticated", "The token or the signature of this receipt is wrong.");
    case "malformed":
      throw new Refusal("malformed", "This is not a receipt that Link Line can read. It is described in docs/notifications.md.");
    case "unknown":
      throw new Refusal("notFound", "Link Line knows no such message yet. Send the receipt again in a few minutes.");
  }
}
