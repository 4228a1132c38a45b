import pg from "pg";
import type { Log } from "#platform/log.ts";
import { makePartitions } from "#platform/partitions.ts";
import type { Entry } from "../queue/entry.ts";
import type { Writer } from "./writer.ts";

interface RoomNeeds {
  writer: Writer;
  now: () => number;
  log: Log;
}

/**
 * Commits a batch; where the journal has no partition for the time at which a reading arrived, makes the partitions and commits the same batch
 * again. So no reading is refused because a clock was set (docs/guarantees.md, 15).
 *
 * Example: the service starts with its clock 70 days slow, and makes partitions for eight weeks from then. NTP corrects the clock. The next
 * press arrives 70 days after the start: its transaction fails, ten partitions are made in 20 ms, and the same press is committed.
 */
export async function commitWithRoom<T>(batch: readonly Entry[], commit: () => Promise<T>, { writer, now, log }: RoomNeeds): Promise<T> {
  try {
    return await commit();
  } catch (error) {
    if (!isPartitionMissing(error)) throw error;
    const arrivedAt = batch.flatMap((entry) => (entry.type === "reading" ? [entry.reading.receivedAt] : []));
    const made = await makePartitions(writer, arrivedAt, now()).catch((cause: Error) => {
      // Not the database's own error: that would be taken for a fault of one entry, and dividing the batch cannot help.
      throw new Error(`the journal has no partition for this time, and none could be made: ${cause.message}`, { cause });
    });
    log.warn({ made }, "the journal had no partition for the time of a reading: the clock was set; the partitions are made");
    return commit();
  }
}

/** SQLSTATE 23514 has other causes too; PostgreSQL's function that looks for the partition tells them apart in every language. */
const isPartitionMissing = (error: unknown): boolean =>
  error instanceof pg.DatabaseError && error.code === "23514" && error.routine === "ExecFindPartition";
