import type { TestProject } from "vitest/node";
import { startEmbeddedPostgres } from "#platform/embedded-postgres/embeddedPostgres.ts";
import { createLog } from "#platform/log.ts";
import { throwawayFolder } from "#tests/system/setup/throwawayFolder.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** A superuser's URL of the server on which each test file makes its own database. */
    testServerUrl: string;
  }
}

/** One PostgreSQL for all tests of a run: the one of LINKLINE_TEST_DATABASE_URL, or an embedded one. */
export default async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  const named = process.env.LINKLINE_TEST_DATABASE_URL ?? "";
  const needed = project.vitest.projects.some(({ name }) => name !== "unit");
  if (named !== "" || !needed) {
    project.provide("testServerUrl", named);
    return undefined;
  }
  const folder = throwawayFolder();
  const postgres = await startEmbeddedPostgres({ dataDir: folder.path, log: createLog("error"), throwaway: true });
  project.provide("testServerUrl", postgres.url);
  return async () => {
    await postgres.stop();
    folder.remove();
  };
}
