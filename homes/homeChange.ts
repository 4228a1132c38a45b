import type pg from "pg";
import type { HomeFacts } from "#domain/home.ts";
import type { HomeId } from "#domain/ids.ts";
import { inTransaction } from "#platform/database.ts";

/**
 * What staff change of a home: its plan, an absence, its devices. It is committed together with the home's rule states as they stand
 * after it, so that whatever is recorded before it was decided under what held before, also where the service ends in that moment:
 * recovery goes through nothing again under another plan than the one it was decided under.
 */
export interface HomeChange {
  homeId: HomeId;
  /** Writes it inside the caller's transaction; gives the home as it is from then on, or null where nothing was changed. */
  write(client: pg.ClientBase): Promise<HomeFacts | null>;
  /** It is committed. */
  committed(): void;
}

/** Resolves once it is committed, or nothing was changed. Throws what the database threw: then it is unknown whether it was kept. */
export type MakeChange = (change: HomeChange) => Promise<void>;

/** Where nothing is guarded: in a transaction of its own. */
export const changeAlone =
  (pool: pg.Pool): MakeChange =>
  async (change) => {
    if ((await inTransaction(pool, (client) => change.write(client))) !== null) change.committed();
  };

/** Resolves once `done` is called, and throws what it was called with. */
export const whenSettled = (begin: (done: (fault?: unknown) => void) => void): Promise<void> =>
  new Promise((resolve, reject) => begin((fault) => (fault === undefined ? resolve() : reject(fault))));
