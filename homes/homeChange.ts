import type pg from "pg";
import type { HomeFacts } from "#domain/home.ts";
import type { HomeId } from "#domain/ids.ts";
import { inTransaction } from "#platform/database.ts";

/**
 * A change that staff make to a home: its plan, an absence or a device. One transaction holds the change and the home's rule states after it.
 *
 * So readings recorded before the change are decided under the old plan, and readings after it under the new one, also when the service is
 * killed in between: recovery never replays a reading under another plan than the one under which it was decided (docs/guarantees.md, 3).
 *
 * Steps, in the transaction: `write` writes the change and gives the home's facts after it; the engine applies these facts to the home's rule
 * states; the states are saved. After COMMIT: `committed` puts the new facts in memory. Where `write` gives null, nothing was changed, for
 * example because another supervisor changed the plan first; then `committed` is not called.
 *
 * Example: bed exit waits 20 minutes. She leaves her bed at 02:00. At 02:05 a supervisor sets bed exit to 6 minutes. The transaction holds
 * plan version 2 and the rule's state: "left at 02:00 under version 1". The service is killed at 02:06 and is back at 02:10. Recovery reads
 * both, and the alarm comes at 02:20, as version 1 says. Had the service been killed before COMMIT, neither would be there, and the
 * supervisor would have seen an error.
 */
export interface HomeChange {
  homeId: HomeId;
  write(client: pg.ClientBase): Promise<HomeFacts | null>;
  committed(): void;
}

/**
 * Commits a change. Resolves after COMMIT, or when `write` changed nothing. Throws what the database threw: then the change may or may not
 * be committed, and the registry loads again when the database is back.
 */
export type CommitChange = (change: HomeChange) => Promise<void>;

/** Writes what belongs to a new home or device, in the same transaction. */
export type WriteBeside = (client: pg.ClientBase, homeId: HomeId, rowId: string) => Promise<void>;
export const nothingBeside: WriteBeside = async () => {};

/** For a process without rule states: the change is alone in its transaction. */
export const commitWithoutStates =
  (pool: pg.Pool): CommitChange =>
  async (change) => {
    if ((await inTransaction(pool, (client) => change.write(client))) !== null) change.committed();
  };

/** Resolves when `done` is called without a fault; rejects with the fault otherwise. */
export const whenSettled = (begin: (done: (fault?: unknown) => void) => void): Promise<void> =>
  new Promise((resolve, reject) => begin((fault) => (fault === undefined ? resolve() : reject(fault))));
