import type { KnownGateway } from "#homes/gateways/gateways.ts";
import type { Message } from "../receive/receive.ts";

/** A message of a gateway as the broker, or the client of a site's broker, offers it. */
export interface GatewayPublish extends Omit<Message, "device"> {
  gateway: KnownGateway;
  /** As it was published, with the base topic. */
  topic: string;
  isStoredCopy: boolean;
}

/** A message of the broker of a site, which may speak for several gateways. */
export interface SourcePublish extends Omit<GatewayPublish, "gateway"> {
  /** The gateways for which it speaks. */
  gatewayIds: readonly string[];
  family: string;
  baseTopic: string;
}
