import type pg from "pg";

export type AccountChangeKind =
  | "created"
  | "roleChanged"
  | "disabled"
  | "enabled"
  | "reset"
  | "sessionsEnded"
  | "passwordChosen"
  | "passwordChanged"
  | "tokenMade"
  | "tokenEnded";

/** Who changes an account, and from where. */
export interface ChangedBy {
  /** Account, `token:<id>`, or `commandLine`. */
  id: string;
  name: string;
  /** Null: at the command line of the server. */
  address: string | null;
}

/** Times in epoch ms. */
export interface AccountChange {
  id: string;
  at: number;
  by: ChangedBy;
  what: AccountChangeKind;
  account: { id: string; name: string };
  details: Record<string, string>;
}

const insertChange = `INSERT INTO account_change (by_id, by_name, from_address, what, user_id, user_name, details) VALUES ($1, $2, $3, $4, $5, $6, $7)`;
const selectChanges = `SELECT id::text, at, jsonb_build_object('id', by_id, 'name', by_name, 'address', from_address) AS by, what,
    jsonb_build_object('id', user_id, 'name', user_name) AS account, details
  FROM account_change WHERE $1::text IS NULL OR user_id = $1 ORDER BY account_change.id DESC LIMIT $2`;

/** Records a change. Call it in the transaction of the change, so that there is none without a record. */
export async function recordAccountChange(
  client: pg.ClientBase,
  { by, what, account, details = {} }: Omit<AccountChange, "id" | "at" | "details"> & { details?: Record<string, string> },
): Promise<void> {
  await client.query(insertChange, [by.id, by.name, by.address, what, account.id, account.name, details]);
}

/** The newest first; of one account, or of all. */
export const listAccountChanges = async (
  pool: pg.Pool,
  { accountId, limit }: { accountId: string | null; limit: number },
): Promise<AccountChange[]> => (await pool.query<AccountChange>(selectChanges, [accountId, limit])).rows;
