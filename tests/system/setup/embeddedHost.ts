/** A process that only runs the embedded PostgreSQL of a folder, so that a test can kill it: node embeddedHost.ts FOLDER */
import { startEmbeddedPostgres } from "#platform/embedded-postgres/embeddedPostgres.ts";
import { createLog } from "#platform/log.ts";

const [dataDir = ""] = process.argv.slice(2);
try {
  const { url } = await startEmbeddedPostgres({ dataDir, log: createLog("silent") });
  console.log(url);
} catch (error) {
  console.log(String(error));
  process.exit(1);
}
