import type { ReadingValue } from "#domain/reading.ts";

/** What a simulated home says, before it is numbered and sent. Times in epoch ms. */
export interface TimedReading {
  /** The device's own time. */
  at: number;
  /** When it is published, where that is later than `at`: a reading kept through an outage. */
  sentAt?: number;
  /** The device's name in its home plan. */
  device: string;
  value: ReadingValue;
  /** How often the very same message is published; once unless said otherwise. */
  times?: number;
  /** Percent. */
  battery?: number;
  /** dBm. */
  signal?: number;
  historical?: boolean;
}

export const publishedAt = (reading: TimedReading): number => reading.sentAt ?? reading.at;
