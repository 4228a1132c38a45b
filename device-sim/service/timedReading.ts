import type { ReadingValue } from "#domain/reading.ts";

/** A reading of a simulated or recorded home before it is sent. Times are epoch ms. */
export interface TimedReading {
  /** When it happened, by the device's clock. */
  at: number;
  /** When it is published, where that is not at `at`: a reading buffered during an outage, or one of a device whose clock is wrong. */
  sentAt?: number;
  /** When this copy is published; the same message was sent before at `sentAt`. */
  resentAt?: number;
  /** The device, by the name that its home gives it. */
  device: string;
  value: ReadingValue;
  /** The device's own number of the reading; where left out, the sender numbers it. */
  seq?: number;
  /** How often the same message is published; once where left out. */
  times?: number;
  /** Percent. */
  battery?: number;
  /** dBm. */
  signal?: number;
  historical?: boolean;
  /** Part of an injected event: faults do not lose it. */
  injected?: boolean;
  /** What the device writes in place of these fields. */
  written?: WrittenFields;
}

/** Fields of a payload in the form in which a faulty device writes them; undefined leaves a field out. */
export type WrittenFields = Readonly<Partial<Record<"at" | "seq" | "battery" | "signal", unknown>>>;

/** With the device's own number, by which the service recognises a resend. */
export type NumberedReading = TimedReading & { seq: number };

/** When it is sent for the first time, by the tester's clock, which is always right. */
export const sentAtOf = (reading: TimedReading): number => reading.sentAt ?? reading.at;

/** Its place in the order of publishing. */
export const publishedAt = (reading: TimedReading): number => reading.resentAt ?? sentAtOf(reading);

/** In the order of publishing; readings of the same moment keep their order. */
export const inPublishingOrder = <One extends TimedReading>(readings: readonly One[]): One[] =>
  readings.toSorted((a, b) => publishedAt(a) - publishedAt(b));

/** False where the device leaves out the number by which the service could tell which reading this is. */
export const sendsNumber = ({ written }: TimedReading): boolean => written === undefined || !("seq" in written);

/** Numbers the readings by device. Given numbers stay; the others continue from the highest number of their device. */
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
