import type { HomeId } from "#domain/ids.ts";
import type { Reading } from "#domain/reading.ts";
import type { HomeChange } from "#homes/homeChange.ts";
import type { KnownDevice } from "#homes/knownDevices.ts";
import type { ReadingIdentity } from "../receive/readingIdentity.ts";

/** What became of it: kept for good, or the database is away and nothing is promised. */
export type Acknowledgement = "recorded" | "notRecorded";
export type Settle = (answer: Acknowledgement) => void;

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
  /** The reading that it is, where the database cannot hold that. */
  of?: ReadingEntry;
}

export interface ChangeEntry extends HomeChange {
  type: "change";
  at: number;
  /** Told once what stood in the way, or nothing. */
  done(fault?: unknown): void;
}

/** What nobody sends again. `tries`: so often it was refused, alone. */
export type InternalEntry =
  /** Timers due at or before `now` are to fire: of these homes, or of those that are due first. */
  | { type: "tick"; now: number; homeIds?: readonly HomeId[]; tries?: number }
  /** A home is new, or an absence ended: its rules are to be fitted anew. */
  | { type: "refit"; homeId: HomeId; at: number; tries?: number }
  /** Homes in which nobody has taken a step since the service began: saved, with something owed that recovery concluded, or without any state. */
  | { type: "open"; homeIds: readonly HomeId[]; tries?: number };

/** What waits for the one transaction at a time: readings, bad input, and what time or staff brought about. */
export type Entry =
  | ReadingEntry
  | BadEntry
  /** Stands alone in its transaction. */
  | ChangeEntry
  | InternalEntry;

/** Something stood in its way before, and may again: whatever else there is goes on without it. */
export const wasRefused = (entry: Entry): boolean => "tries" in entry;

/** What a device said, though it be kept as bad input. */
export function asReading(entry: Entry): ReadingEntry | null {
  if (entry.type === "reading") return entry;
  return entry.type === "bad" ? (entry.of ?? null) : null;
}
