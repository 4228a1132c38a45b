import type pg from "pg";

/** Whom the service notifies when no operator is on duty, or no operator claims a case. */
export interface FallbackContact {
  id: string;
  name: string;
  channel: "text" | "email" | "voice";
  address: string;
}

const selectAll = `SELECT id::text, name, channel, address FROM fallback_contact ORDER BY fallback_contact.id`;
const insertOne = `INSERT INTO fallback_contact (name, channel, address) VALUES ($1, $2, $3) ON CONFLICT (channel, address) DO NOTHING
  RETURNING id::text, name, channel, address`;
const deleteOne = `DELETE FROM fallback_contact WHERE id = $1`;

export const readFallbackContacts = async (pool: pg.Pool): Promise<FallbackContact[]> =>
  (await pool.query<FallbackContact>(selectAll)).rows;

/** Null where the address is in the list already. */
export async function addFallbackContact(
  pool: pg.Pool,
  { name, channel, address }: Omit<FallbackContact, "id">,
): Promise<FallbackContact | null> {
  return (await pool.query<FallbackContact>(insertOne, [name, channel, address])).rows[0] ?? null;
}

/** False where there is none. */
export const removeFallbackContact = async (pool: pg.Pool, id: string): Promise<boolean> =>
  (await pool.query(deleteOne, [id])).rowCount === 1;
