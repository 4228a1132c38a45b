import { SignJWT } from "jose";
import { z } from "zod";
import type { GovUkNotifyConfig } from "#platform/notifyConfig.ts";
import type { Attempt, Channel, Outgoing } from "./channel.ts";
import { type Answered, post, refusedBy, unanswered } from "./post.ts";

const provider = "GOV.UK Notify";

const created = z.object({ id: z.guid() });

export interface GovUkNotifyNeeds {
  config: GovUkNotifyConfig;
  /** Epoch ms. GOV.UK Notify refuses a token that is more than 30 seconds off. */
  now: () => number;
}

/** Texts by GOV.UK Notify: https://docs.notifications.service.gov.uk/rest-api.html. The whole message is the one field of the template. */
export function govUkNotifyChannel({ config: { url, apiKey, textTemplate }, now }: GovUkNotifyNeeds): Channel {
  return {
    async send({ id, address, text }: Outgoing, signal): Promise<Attempt> {
      const headers = { authorization: `Bearer ${await tokenOf(apiKey, now())}`, "content-type": "application/json" };
      const body = JSON.stringify({
        template_id: textTemplate,
        phone_number: address,
        personalisation: { message: text },
        reference: id,
      });
      try {
        return attemptOf(await post(new URL("/v2/notifications/sms", url).href, { headers, body, signal }));
      } catch (error) {
        return unanswered(provider, error, signal);
      }
    },
  };
}

/** An API key is "<name>-<service id>-<secret>", and the last two are UUIDs. */
function tokenOf(apiKey: string, at: number): Promise<string> {
  const [serviceId, secret] = [apiKey.slice(-73, -37), apiKey.slice(-36)];
  return new SignJWT({ iss: serviceId, iat: Math.floor(at / 1000) })
    .setProtectedHeader({ typ: "JWT", alg: "HS256" })
    .sign(new TextEncoder().encode(secret));
}

function attemptOf(answer: Answered): Attempt {
  const refused = refusedBy(provider, answer);
  if (refused !== null) return refused;
  const id = created.safeParse(jsonOf(answer.body));
  if (!id.success) return { sent: false, next: "failed", why: `${provider} answered with something unexpected` };
  return { sent: true, providerId: id.data.id };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
