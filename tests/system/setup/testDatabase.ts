import { randomBytes } from "node:crypto";
import pg from "pg";
import { inject } from "vitest";
import { createLog } from "#platform/log.ts";
import { migrate } from "#platform/migrate.ts";

export interface TestDatabase {
  url: string;
  /** Ends open connections and drops the database. */
  drop(): Promise<void>;
}

/** A fresh, migrated database for one test file, on the server of this run (see tests/globalSetup.ts). */
export async function testDatabase(): Promise<TestDatabase> {
  const template = inject("templateDatabase");
  const { url, drop } = await newDatabase(template === "" ? "" : ` TEMPLATE ${template}`);
  if (template === "") await migrate(url, createLog("error"));
  return { url, drop };
}

/** The same, without tables. */
export const emptyDatabase = (): Promise<TestDatabase> => newDatabase("");

async function newDatabase(from: string): Promise<TestDatabase> {
  const server = inject("testServerUrl");
  const name = `linkline_test_${randomBytes(6).toString("hex")}`;
  await onServer(server, `CREATE DATABASE ${name}${from}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => onServer(server, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`) };
}

async function onServer(url: string, command: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  await client.connect();
  try {
    await client.query(command);
  } finally {
    await client.end();
  }
}
