import type { DeviceId } from "#domain/ids.ts";
import type { ReadingValue } from "#domain/reading.ts";
import type { OfferedDevice } from "../receive/families/gatewayFamily.ts";

/** A message of a device that is not registered. */
export interface UnknownSighting {
  externalId: string;
  topic: string;
  payload: Buffer;
}

/** A call or a danger of a device that is not registered, or a message of one that may be a call. It rings (docs/guarantees.md, 6). */
export interface UnregisteredCall {
  externalId: string;
  value: ReadingValue;
  /** Equal in each copy of the message, so that a resend rings once. */
  key: string;
  /** The device still reports it, and it rang for it already. */
  repeated: boolean;
  /** False where the broker of a site speaks for several homes: then no one knows in which of them the device is. */
  isHomeKnown?: boolean;
}

/** A message, or a part of one, that no registered device explains. */
export interface UnreadMessage {
  externalId: string | null;
  topic: string;
  payload: Buffer;
  reason: string;
  call: boolean;
}

/** What a message of a gateway says beside the readings of registered devices. */
export interface GatewayReport {
  unknown: readonly UnknownSighting[];
  offers: readonly OfferedDevice[];
  /** How many devices that are not registered a whole inventory has, also where they are not all in `offers`; null where the message is none. */
  offered: number | null;
  /** No longer offered, by the name at the gateway. */
  withdrawn: readonly string[];
  /** Where the family counts its reports: a gap shows what was lost on the way. */
  counters: readonly { deviceId: DeviceId; session: string; count: number }[];
  presence: readonly { deviceId: DeviceId; online: boolean }[];
  /** How many dB the devices' links have to spare. */
  margins: readonly { deviceId: DeviceId; margin: number }[];
  /** Null where the message does not say. */
  online: boolean | null;
  calls: readonly UnregisteredCall[];
  quarantined: UnreadMessage | null;
}

export const emptyReport: GatewayReport = {
  ...{ unknown: [], offers: [], withdrawn: [], counters: [], presence: [], margins: [], calls: [] },
  ...{ online: null, offered: null, quarantined: null },
};

/** Whether there is anything to write. */
export const hasNews = ({ online, offered, quarantined, ...lists }: GatewayReport): boolean =>
  online !== null || offered !== null || quarantined !== null || Object.values(lists).some((list) => list.length > 0);
