import type { DeviceKind } from "#domain/reading.ts";
import type { Decoded } from "./family.ts";

/** One message that a gateway, or the broker of a site, gives. */
export interface GatewayMessage {
  /** Without the base topic and its slash: `zigbee2mqtt/Front door/availability` arrives as `Front door/availability`. */
  topic: string;
  payload: Buffer;
  /** A copy that a broker stored and now delivers to a new subscriber: its age is not known. It raises nothing. */
  isStoredCopy: boolean;
}

/** The registered devices of the gateway, by the name that they have in the family. */
export interface RegisteredModel {
  /** The maker's name of the model, as the inventory or the installer gave it; null where no one gave one. */
  model: string | null;
  /** The kinds that the device is registered for. */
  kinds: readonly DeviceKind[];
}
export type ModelOf = (externalId: string) => RegisteredModel | undefined;

/**
 * One reading of one device behind the gateway.
 *
 * - `event`: it happened now, and each message counts (a press).
 * - `level`: what the device still reports, so only a change is news. Example: a door sensor repeats `contact:false` with each battery report;
 *   the first is "door open", the others are heartbeats. The caller compares with the last level that is recorded: a family keeps no state.
 */
export interface GatewayReading {
  externalId: string;
  type: "event" | "level";
  decoded: Decoded;
  /**
   * Of a level that says "pressed": what tells a new message from a copy of the last one, so that each press rings. A copy has the same mark.
   * Example: `{"sos":true,"last_seen":"…:05"}` and `{"sos":true,"last_seen":"…:40"}` are two presses; the second one once more is none.
   */
  mark?: string | null;
  /** The family's own name of this report, equal in each copy of it (ChirpStack's `deduplicationId`); null where it has none. */
  reportId: string | null;
}

/** A device that the gateway knows. Staff pick it from the list of what can be added. */
export interface OfferedDevice {
  externalId: string;
  name: string;
  model: string | null;
  maker: string | null;
  /** What it can report, by the model; empty where the model is not in the catalogue: then staff choose. */
  kinds: readonly DeviceKind[];
}

/** What one message means. Every list may be empty: a message that is understood and says nothing of a home gives empty lists. */
export interface GatewayNews {
  readings: readonly GatewayReading[];
  /** The whole inventory, or one device that announced itself. */
  offers: readonly OfferedDevice[];
  /** Of a whole inventory: how many devices it has beyond `offers`, because it is too long. */
  notRead?: number;
  /** Devices that are no longer offered, by external id. */
  withdrawn?: readonly string[];
  /** Devices that the gateway says are online or offline. */
  presence: readonly { externalId: string; online: boolean }[];
  /** How many dB the devices' links have to spare (LoRaWAN 1.0.4, DevStatusAns: -32 to 31). Left out where the message says none. */
  margins?: readonly { externalId: string; margin: number }[];
  /** Whether the gateway itself is online; null where the message does not say. */
  gatewayOnline: boolean | null;
  /** Reports that were lost on the way before this one: gaps in the family's counter. Empty where it has none. */
  counters: readonly { externalId: string; session: string; count: number }[];
}

/**
 * `call`: the message cannot be read, and may be a call for help. `externalId`: the device that it is from, as far as the topic tells.
 * A payload without a codec is not read, and is stored for later decoding: `ok: false` with the reason, `call` by the device's kinds.
 */
export type GatewayResult = { ok: true; news: GatewayNews } | { ok: false; reason: string; externalId: string | null; call: boolean };

/** A make of gateway. One folder each: its decoder, its table of models, recorded messages for its test, and a README of ten lines. */
export interface GatewayFamily {
  /** As the API names it: `zigbee2mqtt`. */
  name: string;
  /** As staff read it: "Zigbee2MQTT". */
  title: string;
  /** Where the gateway publishes by default: `zigbee2mqtt`. Empty where the family has none. */
  defaultBaseTopic: string;
  /** MQTT filters below the base topic, with `+` and `#`, to which a gateway may publish and which a source subscribes. */
  topics: readonly string[];
  /** Where it publishes its whole inventory, which may be large; null where it publishes none. */
  inventoryTopic: string | null;
  /** Pure, and never throws: bad input is a value. */
  decode(message: GatewayMessage, modelOf: ModelOf): GatewayResult;
  /** What a device of this model reports; undefined for a model that is not in the table. */
  kindsOf(model: string): readonly DeviceKind[] | undefined;
}
