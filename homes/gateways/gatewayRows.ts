import type pg from "pg";
import { asHomeId, type HomeId } from "#domain/ids.ts";
import { asGatewayId, type GatewayId } from "#domain/record/gatewayFields.ts";

/** Gateways in the database. */

const selectGateways = `SELECT id::text, home_id::text AS "homeId", family, name, base_topic AS "baseTopic", username, secret_hash AS "secretHash",
    registered_at AS "registeredAt", last_heard_at AS "lastHeardAt", online
  FROM gateway WHERE ended_at IS NULL ORDER BY gateway.id`;
const nextGateway = `SELECT nextval(pg_get_serial_sequence('gateway', 'id'))::text AS id`;
const insertGateway = `INSERT INTO gateway (id, home_id, family, name, base_topic, username, secret_hash, registered_at)
  OVERRIDING SYSTEM VALUE VALUES ($1, $2, $3, $4, $5, $6, $7, to_timestamp($8::float8 / 1000))`;
const updateSecret = `UPDATE gateway SET secret_hash = $2 WHERE id = $1`;
const endGateway = `UPDATE gateway SET ended_at = to_timestamp($2::float8 / 1000) WHERE id = $1 AND ended_at IS NULL`;

/** A gateway as its row has it. Times in epoch ms. */
export interface RegisteredGateway {
  id: GatewayId;
  homeId: HomeId;
  family: string;
  name: string;
  /** Empty where the topics of the family begin at the top. */
  baseTopic: string;
  username: string;
  secretHash: string;
  registeredAt: number;
  lastHeardAt: number | null;
  online: boolean | null;
}

/** Without those that have ended. */
export async function readRegisteredGateways(pool: pg.Pool): Promise<RegisteredGateway[]> {
  const { rows } = await pool.query<RegisteredGateway>(selectGateways);
  return rows.map((row) => ({ ...row, id: asGatewayId(row.id), homeId: asHomeId(row.homeId) }));
}

/** An unused id. It is needed before the insert, because the username is made from it. */
export const nextGatewayId = async (pool: pg.Pool): Promise<GatewayId> =>
  asGatewayId((await pool.query<{ id: string }>(nextGateway)).rows[0]?.id ?? "");

export async function writeGateway(pool: pg.Pool, gateway: RegisteredGateway): Promise<void> {
  const { id, homeId, family, name, baseTopic, username, secretHash, registeredAt } = gateway;
  await pool.query(insertGateway, [id, homeId, family, name, baseTopic, username, secretHash, registeredAt]);
}

export async function writeGatewaySecret(pool: pg.Pool, id: GatewayId, secretHash: string): Promise<void> {
  await pool.query(updateSecret, [id, secretHash]);
}

export async function writeGatewayEnd(pool: pg.Pool, id: GatewayId, at: number): Promise<void> {
  await pool.query(endGateway, [id, at]);
}
