import type { ReadingValue } from "#domain/reading.ts";

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
  /** When a tester claims to have sent the reading. Only test homes use it. */
  sentAt: number | null;
}

export type DecodeResult = { ok: true; decoded: Decoded } | { ok: false; reason: string };

/** Decodes the payloads of one device family. Never throws: bad input is a value, with a reason that staff can read. */
export type Decoder = (payload: Buffer) => DecodeResult;
