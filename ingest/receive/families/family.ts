import type { ReadingField, ReadingValue } from "#domain/reading.ts";

/** A decoded payload, which may be a resend. Times in epoch ms. */
export interface Decoded {
  value: ReadingValue;
  at: number | null;
  seq: number | null;
  boot: string | null;
  battery: number | null;
  signal: number | null;
  tamper: boolean | null;
  mains: boolean | null;
  historical: boolean;
  /** The fields that are there and cannot be read. They count as left out. */
  unreadable: readonly ReadingField[];
  /** When a tester claims to have sent the reading. Only test homes use it. */
  sentAt: number | null;
}

/** `call`: the message cannot be read, and may be a call for help. */
export type DecodeResult = { ok: true; decoded: Decoded } | { ok: false; reason: string; call: boolean };

/**
 * Decodes the payloads of one device family. `deviceKind` is what the device is registered for. Never throws: bad input is a value, with a
 * reason that staff can read.
 */
export type Decoder = (payload: Buffer, deviceKind: string) => DecodeResult;
