import pg from "pg";
import type { TestProject } from "vitest/node";
import { startEmbeddedPostgres } from "#platform/embedded-postgres/embeddedPostgres.ts";
import { createLog } from "#platform/log.ts";
import { migrate } from "#platform/migrate.ts";
import { throwawayFolder } from "#tests/system/setup/throwawayFolder.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** A superuser's URL of the server on which each test file makes its own database. */
    testServerUrl: string;
    /** A migrated database on that server, to make others from; empty where there is none. */
    templateDatabase: string;
  }
}

/** A copy of it takes a tenth of the time that the migrations take. */
async function migratedTemplate(server: string): Promise<string> {
  const name = "linkline_template";
  const client = new pg.Client({ connectionString: server });
  await client.connect();
  await client.query(`CREATE DATABASE ${name}`);
  await client.end();
  const url = new URL(server);
  url.pathname = `/${name}`;
  await migrate(url.href, createLog("error"));
  return name;
}

/** One PostgreSQL for all tests of a run: the one of LINKLINE_TEST_DATABASE_URL, or an embedded one. */
export default async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  const named = process.env.LINKLINE_TEST_DATABASE_URL ?? "";
  const needed = project.vitest.projects.some(({ name }) => name !== "unit");
  if (named !== "" || !needed) {
    project.provide("testServerUrl", named);
    project.provide("templateDatabase", "");
    return undefined;
  }
  const folder = throwawayFolder();
  const postgres = await startEmbeddedPostgres({ dataDir: folder.path, log: createLog("error"), throwaway: true });
  project.provide("testServerUrl", postgres.url);
  project.provide("templateDatabase", await migratedTemplate(postgres.url));
  return async () => {
    await postgres.stop();
    folder.remove();
  };
}
