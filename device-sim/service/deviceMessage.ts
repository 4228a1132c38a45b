import type { ReadingValue } from "#domain/reading.ts";
import type { WrittenFields } from "./timedReading.ts";

/** One message of the native device family. Times are epoch ms. */
export interface DeviceMessage {
  value: ReadingValue;
  /** When it happened, by the device's clock. */
  at: number;
  /** The arrival time that a home in test mode goes by; `at` where left out. The service ignores it in live homes. */
  sentAt?: number | undefined;
  seq: number;
  boot: string;
  battery?: number | undefined;
  signal?: number | undefined;
  historical?: boolean | undefined;
  written?: WrittenFields | undefined;
}

/** The PUBACK of one message. */
export interface Acknowledgement {
  device: string;
  boot: string;
  seq: number;
  at: string;
  ackedAt: string;
}

export function payloadOf({ value, at, sentAt, seq, boot, battery, signal, historical, written }: DeviceMessage): string {
  const sent = sentAt === undefined || (sentAt === at && written === undefined) ? undefined : new Date(sentAt).toISOString();
  return JSON.stringify({ ...value, at: new Date(at).toISOString(), sentAt: sent, seq, boot, battery, signal, historical, ...written });
}

export const acknowledgementOf = (device: string, { boot, seq, at }: DeviceMessage, ackedAt: number): Acknowledgement => ({
  device,
  boot,
  seq,
  at: new Date(at).toISOString(),
  ackedAt: new Date(ackedAt).toISOString(),
});
