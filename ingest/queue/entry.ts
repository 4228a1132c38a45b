import type { HomeId } from "#domain/ids.ts";
import type { Acknowledgement, Reading } from "#domain/reading.ts";
import type { KnownGateway } from "#homes/gateways/gateways.ts";
import type { HomeChange } from "#homes/homeChange.ts";
import type { KnownDevice } from "#homes/knownDevices.ts";
import type { GatewayReport } from "../gateways/gatewayReport.ts";
import type { ReadingIdentity } from "../receive/readingIdentity.ts";

/** Answers the device. Called exactly once for each entry. */
export type Settle = (answer: Acknowledgement) => void;

export interface ReadingEntry {
  type: "reading";
  device: KnownDevice;
  reading: Reading;
  identity: ReadingIdentity;
  payload: Buffer;
  /** Why the payload cannot be read, or its reading not be stored: its bytes go to quarantine. Null for a good reading. */
  quarantined: string | null;
  /** False where the database can store no reading of this device, because its home is gone: only the bytes are stored. */
  storable: boolean;
  /** How it came through a gateway; null for a device with a login. */
  via: Via | null;
  settle: Settle;
}

export interface Via {
  gateway: KnownGateway;
  topic: string;
  /** What the device still reports: only a change is news (`RecordedLevels`). Null for what happened now. `mark`: see `GatewayReading`. */
  level: { mark: string | null } | null;
}

/** One message of a gateway: any number of readings of one home, and what else it reports. All are in one transaction. */
export interface GatewayEntry {
  type: "gateway";
  homeId: HomeId;
  gateway: KnownGateway;
  /** Epoch ms. */
  receivedAt: number;
  bytes: number;
  readings: readonly ReadingEntry[];
  report: GatewayReport;
  settle: Settle;
}

/** A change that staff make to a home. It is alone in its transaction. */
export interface ChangeEntry extends HomeChange {
  type: "change";
  at: number;
  /** Called once, with the error if there was one. */
  done(fault?: unknown): void;
}

/** Work that the service gives itself; no device resends it. `tries` counts how often the entry failed alone. */
export type InternalEntry =
  /** Fires the timers that are due at or before `now`: in these homes, or in the homes that are due first. In no home: only the listening mark is saved. */
  | { type: "tick"; now: number; homeIds?: readonly HomeId[]; tries?: number }
  /** A home is new, or an absence ended: the home's rules must follow. */
  | { type: "homeChanged"; homeId: HomeId; at: number; tries?: number }
  /** Opens the states of homes that had no step since the service started: see `UnopenedHomes`. */
  | { type: "open"; homeIds: readonly HomeId[]; tries?: number };

/**
 * One piece of work that waits for a transaction.
 *
 * | state | meaning | next |
 * |---|---|---|
 * | offered | the broker called `accept`; the payload is decoded | queued; refused, while the database is away |
 * | queued | waits in the `PriorityQueue`: urgent first, then bulk | in a batch; refused, when the database goes away |
 * | in a batch | a transaction is under way | recorded; alone in a batch, when the transaction fails because of an entry; refused, when the database goes away |
 * | alone in a batch | fault isolation divided the failed batch | recorded; in a batch again, as an unreadable reading or as bytes alone; refused |
 * | recorded | the transaction is committed; the screens show it | acknowledged |
 * | acknowledged | `settle("recorded")`: the device gets its PUBACK | the end |
 * | refused | `settle("notRecorded")`: the device sends the message again, and the resend is a new entry | the end |
 *
 * A refused urgent reading also waits in memory as an unrecorded press (`Unrecorded`). It shows on every screen, and the service queues
 * it again without waiting for the device. A refused internal entry goes to `Retries`. A failed staff change gets its error in `done`.
 *
 * Example: a press arrives while the database restarts. Offered → refused: no PUBACK; every screen shows "not yet recorded". The database
 * comes back, and the service queues the waiting press: queued → in a batch → recorded; the alarm replaces the unrecorded press. The device
 * reconnects and sends the press again: offered → queued → in a batch. The key is known, so nothing changes: → recorded → acknowledged.
 */
export type Entry = ReadingEntry | GatewayEntry | ChangeEntry | InternalEntry;

/** The server's clock was set: moves the times of an entry that waits. The times of a test home's readings are its own. */
export function moveEntry(entry: Entry, byMs: number, isLive: (homeId: HomeId) => boolean): void {
  if (entry.type === "reading") {
    const { reading } = entry;
    const receivedAt = reading.receivedAt + byMs;
    entry.reading = isLive(reading.homeId)
      ? { ...reading, receivedAt, arrivedAt: reading.arrivedAt + byMs, time: reading.time + byMs }
      : { ...reading, receivedAt };
  } else if (entry.type === "gateway") {
    entry.receivedAt += byMs;
    for (const one of entry.readings) moveEntry(one, byMs, isLive);
  } else if (entry.type === "tick") entry.now += byMs;
  else if (entry.type === "change" || entry.type === "homeChanged") entry.at += byMs;
}

/** The entry failed alone before and may fail again: it gets a separate transaction. */
export const failedBefore = (entry: Entry): boolean => "tries" in entry;

/** The entries of a batch, each message of a gateway behind its readings. */
export function withReadingsOfGateways(batch: readonly Entry[]): readonly Entry[] {
  if (!batch.some(({ type }) => type === "gateway")) return batch;
  return batch.flatMap((entry): readonly Entry[] => (entry.type === "gateway" ? [...entry.readings, entry] : [entry]));
}
