import { z } from "zod";
import { confirmations, type PushReceipts } from "#response/notify/phones/pushReceipts.ts";
import { CallCounts, type CallLimit } from "../../access/callCounts.ts";
import type { Api } from "../../api.ts";
import { Refusal, refusals } from "../../errors.ts";
import { rfc3339 } from "../../rfc3339.ts";

export interface PushReceiptRouteNeeds {
  pushReceipts: PushReceipts;
  /** Epoch ms. */
  now: () => number;
}

/** From one address. A true token is always taken: behind a proxy all phones may share an address. */
const mostFalse: CallLimit = { window: 60, max: 20 };
/** With one token: the three confirmations of some phones, each tried again a few times. */
const mostWithOne: CallLimit = { window: 60, max: 60 };

/** What the worker of a carer's phone confirms. Without sign-in: the session of a phone that was not used for long has ended, and its alarms ring. */
export function pushReceiptRoute(api: Api, { pushReceipts, now }: PushReceiptRouteNeeds): void {
  const [falseTokens, receipts] = [new CallCounts(now), new CallCounts(now)];
  api.post(
    "/push-receipts",
    {
      config: { needs: "open" },
      schema: {
        summary: "Confirm that a push arrived, was shown or was opened",
        description:
          "`token` is the `receipt` of the push and is good for this push alone. Each confirmation includes those before it. Again changes nothing.",
        tags: ["carers"],
        body: z.strictObject({ token: z.string().max(60), what: z.enum(confirmations) }),
        response: { 200: z.object({ at: z.iso.datetime().describe("By the service's clock.") }), ...refusals(400, 404, 413, 422, 503) },
      },
    },
    async ({ body: { token, what }, ip }) => {
      if (!receipts.count(token, mostWithOne).allowed) throw new Refusal("tooMany", "This push was confirmed very often.");
      if (await pushReceipts.confirm(token, what)) return { at: rfc3339(now()) };
      if (!falseTokens.count(ip, mostFalse).allowed) throw new Refusal("tooMany", "Too many wrong tokens. Wait a minute, then try again.");
      throw new Refusal("notFound", "There is no push with this token.");
    },
  );
}
