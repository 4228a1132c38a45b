import type { ReadingValue } from "#domain/reading.ts";

/** What a simulated or recorded home says, before it is sent. Times in epoch ms. */
export interface TimedReading {
  /** The device's own time. */
  at: number;
  /** When it is published, where that is not at `at`: a reading kept through an outage, or of a device whose clock is wrong. */
  sentAt?: number;
  /** When this copy is published, of a message that was sent before at `sentAt`: word for word the same. */
  resentAt?: number;
  /** The device, by the name that its home gives it. */
  device: string;
  value: ReadingValue;
  /** The device's own number of it; where left out, the sender counts. */
  seq?: number;
  /** How often the very same message is published; once unless said otherwise. */
  times?: number;
  /** Percent. */
  battery?: number;
  /** dBm. */
  signal?: number;
  historical?: boolean;
}

/** With the device's own number, by which a resend is known. */
export type NumberedReading = TimedReading & { seq: number };

/** When it happened by the tester's clock, which is never wrong, or for what a device kept: when it was to be sent. */
export const sentAtOf = (reading: TimedReading): number => reading.sentAt ?? reading.at;

/** Its place in the order of publishing. */
export const publishedAt = (reading: TimedReading): number => reading.resentAt ?? sentAtOf(reading);

/** In the order of publishing; what is published at the same moment stays in the order in which it stands. */
export const inPublishingOrder = <One extends TimedReading>(readings: readonly One[]): One[] =>
  readings.toSorted((a, b) => publishedAt(a) - publishedAt(b));

/** Numbers by the devices: the given ones are kept, the others count on from the highest of their device. */
export function numbered(readings: readonly TimedReading[]): NumberedReading[] {
  const last = new Map<string, number>();
  for (const { device, seq = 0 } of readings) last.set(device, Math.max(last.get(device) ?? 0, seq));
  return readings.map((reading) => {
    if (reading.seq !== undefined) return { ...reading, seq: reading.seq };
    const seq = (last.get(reading.device) ?? 0) + 1;
    last.set(reading.device, seq);
    return { ...reading, seq };
  });
}
