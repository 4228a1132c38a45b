import { Webhook } from "standardwebhooks";
import { z } from "zod";
import { isStorable } from "#domain/text.ts";
import type { GatewayConfig } from "#platform/notifyConfig.ts";
import type { Attempt, Channel, Outgoing } from "./channel.ts";
import { type Answered, post, refusedBy, unanswered } from "./post.ts";

const provider = "the gateway";

/** The gateway may name the message; otherwise its receipts use the message's own id. */
const accepted = z.object({ id: z.string().min(1).max(200).refine(isStorable) });

export interface GatewayNeeds {
  config: GatewayConfig;
  /** Epoch ms. */
  now: () => number;
}

/**
 * Texts or voice calls by any gateway that speaks the signed webhook of docs/notifications.md:
 * `{ "type": "message.text", "timestamp", "data": { "id", "to", "name", "text" } }`, signed as standard-webhooks say.
 */
export function gatewayChannel(kind: "text" | "voice", { config, now }: GatewayNeeds): Channel {
  return {
    async send({ id, name, address, text }: Outgoing, signal): Promise<Attempt> {
      const at = new Date(now());
      const body = JSON.stringify({ type: `message.${kind}`, timestamp: at.toISOString(), data: { id, to: address, name, text } });
      const headers = signedHeaders(config.secret, `message-${id}`, at, body);
      try {
        const answer = await post(config.url, { headers, body, signal });
        return refusedBy(provider, answer) ?? webPage(answer) ?? { sent: true, providerId: idIn(answer) ?? id };
      } catch (error) {
        return unanswered(provider, error, signal);
      }
    },
  };
}

/** The headers of standard-webhooks. `id` is the same in each attempt, so that the receiver recognises a repetition. */
export function signedHeaders(secret: string, id: string, at: Date, body: string): Record<string, string> {
  return {
    "content-type": "application/json",
    "webhook-id": id,
    "webhook-timestamp": String(Math.floor(at.getTime() / 1000)),
    "webhook-signature": new Webhook(secret).sign(id, at, body),
  };
}

/** A sign-in or maintenance page of a host in between answers 200 too, and has sent nothing. */
const webPage = ({ body }: Answered): Attempt | null =>
  /^\s*<(!doctype|html)\b/i.test(body) ? { sent: false, next: "failed", why: `${provider} answered with a web page` } : null;

function idIn({ body }: Answered): string | null {
  try {
    return accepted.parse(JSON.parse(body)).id;
  } catch {
    // A gateway need not name the message, so an answer without a name is none of its faults.
    return null;
  }
}
