import type pg from "pg";
import type { HomeId } from "#domain/ids.ts";
import type { Registry } from "#homes/registry.ts";
import { configuredChannels } from "#response/notify/channels/configuredChannels.ts";
import type { RecordedMessages } from "#response/notify/channels/recordedMessages.ts";
import type { ResponseNeeds } from "#response/response.ts";
import type { Base } from "./base.ts";

/** What the messages need from the other rooms. */
export function sendingOf(
  { config, log, now, metrics }: Base,
  { pool, registry, recorded }: { pool: pg.Pool; registry: Registry; recorded: RecordedMessages | undefined },
): ResponseNeeds["sending"] {
  const { email, govUkNotify, gateway } = config.notify;
  const hasLocalLinks = config.publicUrl === null && recorded === undefined && [email, govUkNotify, gateway].some((way) => way !== null);
  if (hasLocalLinks)
    log.warn(
      "LINKLINE_PUBLIC_URL is not set: links in messages open only where this machine's own address does. Set it to the console's address",
    );
  return {
    hasLocalLinks,
    channels: recorded?.channels() ?? configuredChannels({ config, pool, log, now }),
    config: config.notify,
    timezoneOf: (homeId) => (homeId === null ? undefined : registry.home(homeId as HomeId)?.timezone) ?? config.timezone,
    count(channel, result, seconds) {
      metrics.messages.inc({ channel, result });
      if (result === "sent") metrics.messageSeconds.observe({ channel }, seconds);
    },
  };
}
