import type pg from "pg";
import type { Config } from "#platform/config.ts";
import type { Log } from "#platform/log.ts";
import type { Channels } from "./channel.ts";
import { emailChannel } from "./email.ts";
import { gatewayChannel } from "./gateway.ts";
import { govUkNotifyChannel } from "./govUkNotify.ts";
import { pushSubjectOf } from "./pushKeys.ts";
import { WebhookChannel } from "./webhook.ts";
import { WebPushChannel } from "./webPush.ts";

export interface ChannelNeeds {
  config: Pick<Config, "notify" | "publicUrl">;
  pool: pg.Pool;
  log: Log;
  /** Epoch ms. */
  now: () => number;
}

/** The ways to send that are configured. Texts go by GOV.UK Notify where both are; calls by the gateway only. */
export function configuredChannels({ config: { notify, publicUrl }, pool, log, now }: ChannelNeeds): Channels {
  const { email, govUkNotify, gateway } = notify;
  const push = pushSubjectOf(publicUrl, email?.from ?? null);
  const isMeantToSend = publicUrl !== null || email !== null;
  if ("why" in push)
    log[isMeantToSend ? "warn" : "info"](
      { why: push.why },
      "web push is off: no phone of a carer rings. Push services refuse senders that they cannot write to",
    );
  const otherWays = [...(gateway === null && govUkNotify === null ? [] : ["text"]), ...(email === null ? [] : ["email"])];
  return {
    webhook: new WebhookChannel({ pool, now }),
    ...(email === null ? {} : { email: emailChannel(email) }),
    ...(gateway === null
      ? {}
      : { text: gatewayChannel("text", { config: gateway, now }), voice: gatewayChannel("voice", { config: gateway, now }) }),
    ...(govUkNotify === null ? {} : { text: govUkNotifyChannel({ config: govUkNotify, now }) }),
    ...("why" in push ? {} : { push: new WebPushChannel({ pool, subject: push.subject, now, tried: notify.pushService, otherWays }) }),
  };
}
