import type { ReadingValue } from "#domain/reading.ts";

/** What a payload says, before it is known to be new. Times in epoch ms. */
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
  /** When a test home's reading is to have been sent; means nothing in a live home. */
  sentAt: number | null;
}

export type DecodeResult = { ok: true; decoded: Decoded } | { ok: false; reason: string };

/** One device family's way of speaking. Never throws: bad input is a value, with a reason that staff can read. */
export type Decoder = (payload: Buffer) => DecodeResult;
