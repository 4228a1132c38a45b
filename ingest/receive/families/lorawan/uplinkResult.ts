import type { GatewayMessage, GatewayNews, GatewayResult } from "../gatewayFamily.ts";
import { heartbeatOf, noNews, unlessContradicted } from "../mapping/deviceReadings.ts";
import type { Json } from "../mapping/payloadText.ts";
import { unread, unreadByDevice } from "../mapping/suspicion.ts";
import { namesDanger } from "../mapping/wellKnown.ts";
import { readUplink, type Uplink } from "./uplink.ts";

/** An uplink as its message gives it. `object`: what the codec gave; null where there is none. */
export interface UplinkMessage extends Omit<Uplink, "object"> {
  object: Json | null;
  /** Whether the message has anything that a codec may read. */
  hasPayload: boolean;
  text: string;
  message: GatewayMessage;
}

/**
 * The news of one uplink. Without a codec its values are not known: the payload goes to quarantine, and a device for life safety counts as one
 * that may have called. `beside`: offers and counters.
 */
export function uplinkResult(uplink: UplinkMessage, beside: Partial<GatewayNews>): GatewayResult {
  const { object, externalId, report, reportId, port, hasPayload, text, registered, message } = uplink;
  if (object !== null && Object.keys(object).length > 0) {
    const { readings, doubt } = readUplink({ ...uplink, object });
    if (doubt !== null) return unread(`${doubt}: cannot be read`, externalId, !message.isStoredCopy);
    if (message.isStoredCopy) return { ok: true, news: { ...noNews, offers: beside.offers ?? [] } };
    return unlessContradicted(namesDanger(text), externalId, { ...noNews, ...beside, readings });
  }
  // Port 0 is the network's own: such a message has nothing that a codec could read.
  if (port !== 0 || hasPayload)
    return unreadByDevice(`no values: no codec, or one that gave none (port ${port ?? "unknown"})`, externalId, text, registered, message);
  const readings = message.isStoredCopy ? [] : [heartbeatOf(externalId, report, reportId)];
  return { ok: true, news: { ...noNews, ...beside, readings } };
}
