import type { Decided } from "#domain/decision.ts";
import type { HomeId } from "#domain/ids.ts";
import type { Reading } from "#domain/reading.ts";
import type { HomeChange } from "./homeChange.ts";
import type { ReadingIdentity } from "./readingKey.ts";
import type { KnownDevice } from "./registry.ts";

/** What became of it: kept for good, or the database is away and nothing is promised. */
export type Answer = "kept" | "away";
export type Settle = (answer: Answer) => void;

export interface ReadingEntry {
  type: "reading";
  device: KnownDevice;
  reading: Reading;
  identity: ReadingIdentity;
  payload: Buffer;
  settle: Settle;
}

export interface BadEntry {
  type: "bad";
  device: KnownDevice;
  payload: Buffer;
  reason: string;
  receivedAt: number;
  settle: Settle;
}

export interface ChangeEntry extends HomeChange {
  type: "change";
  at: number;
  /** Told once what stood in the way, or nothing. */
  done(fault?: unknown): void;
}

/** What waits for the one transaction at a time: readings, bad input, and what time or staff brought about. */
export type Entry =
  | ReadingEntry
  | BadEntry
  /** Stands alone in its transaction. */
  | ChangeEntry
  /** Timers due at or before `now` are to fire. */
  | { type: "tick"; now: number }
  /** A home is new, or an absence ended: its rules are to be fitted anew. */
  | { type: "refit"; homeId: HomeId; at: number }
  /** What recovery concluded when it rebuilt a home's rules from readings. */
  | { type: "concluded"; homeId: HomeId; decided: readonly Decided[] }
  /** Homes whose saved states nobody has needed since the service began. */
  | { type: "open"; homeIds: readonly HomeId[] };
