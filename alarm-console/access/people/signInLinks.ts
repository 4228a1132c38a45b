import { createHash, randomBytes } from "node:crypto";
import type pg from "pg";

/** A new person opens the link within three days, or asks for another one. */
export const linkValidMs = 3 * 86_400_000;

export interface LinkOwner {
  id: string;
  name: string;
  email: string;
}

const withdrawLinks = `DELETE FROM sign_in_link WHERE user_id = $1`;
const insertLink = `INSERT INTO sign_in_link (token_hash, user_id, expires_at) VALUES ($1, $2, now() + $3 * interval '1 millisecond')`;
const selectOwner = `SELECT u.id, u.name, u.email FROM sign_in_link l JOIN "user" u ON u.id = l.user_id
  WHERE token_hash = $1 AND used_at IS NULL AND expires_at > now() AND u."disabledAt" IS NULL`;
const useLink = `UPDATE sign_in_link SET used_at = now() WHERE token_hash = $1 AND used_at IS NULL AND expires_at > now()`;

const hash = (token: string): string => createHash("sha256").update(token).digest("hex");

/** Makes the one link of an account that works. Gives its token, which is stored as a hash alone. */
export async function makeSignInLink(client: pg.ClientBase, accountId: string): Promise<string> {
  const token = randomBytes(32).toString("base64url");
  await client.query(withdrawLinks, [accountId]);
  await client.query(insertLink, [hash(token), accountId, linkValidMs]);
  return token;
}

/** Whose link it is; null where it is wrong, was used or has expired. */
export const ownerOfLink = async (pool: pg.Pool | pg.ClientBase, token: string): Promise<LinkOwner | null> =>
  (await pool.query<LinkOwner>(selectOwner, [hash(token)])).rows[0] ?? null;

/** False: another request used it in the same moment. */
export const useSignInLink = async (client: pg.ClientBase, token: string): Promise<boolean> =>
  (await client.query(useLink, [hash(token)])).rowCount === 1;

export const withdrawSignInLinks = async (client: pg.ClientBase, accountId: string): Promise<void> =>
  void (await client.query(withdrawLinks, [accountId]));
