import pg from "pg";
import type { HomeMode } from "#domain/home.ts";
import { mayTouch } from "#domain/role.ts";

/** No two homes may have this value. */
export interface TakenValue {
  ok: false;
  why: "taken";
  path: "reference";
  /** It says where, to those who may know. */
  message: string;
}

const selectWithReference = `SELECT name, mode FROM home WHERE reference = $1 AND reference <> '' AND ($2::bigint IS NULL OR id <> $2)`;
const uniqueReference = "home_reference";

/** Why the home may not have this reference; null where it may. `mode`: a tester, who changes test homes, does not learn the name of a live one. */
export async function referenceFault(
  client: pg.ClientBase | pg.Pool,
  reference: unknown,
  homeId: string | null,
  mode: HomeMode | undefined,
): Promise<string | null> {
  const [other] = (await client.query<{ name: string; mode: HomeMode }>(selectWithReference, [reference, homeId])).rows;
  if (other === undefined) return null;
  return `${mayTouch(mode === "test" ? "tester" : "installer", other.mode) ? other.name : "Another home"} has this reference already`;
}

/** What the fault of the database says of the reference; null where it is another fault. */
export async function takenValue(
  pool: pg.Pool,
  fault: unknown,
  reference: unknown,
  mode: HomeMode | undefined,
): Promise<TakenValue | null> {
  if (!(fault instanceof pg.DatabaseError) || fault.constraint !== uniqueReference) return null;
  const message = await referenceFault(pool, reference, null, mode);
  // The other one was taken back meanwhile.
  return { ok: false, why: "taken", path: "reference", message: message ?? "Another home had this reference a moment ago: try again" };
}
