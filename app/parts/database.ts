import type pg from "pg";
import type { Clock } from "#platform/clock.ts";
import { startEmbeddedPostgres } from "#platform/embedded-postgres/embeddedPostgres.ts";
import { migrate } from "#platform/migrate.ts";
import { createPartitionKeeper } from "#platform/partitions.ts";
import { SteadyClock } from "#platform/steadyClock.ts";
import type { Base } from "./base.ts";

/** The configured database, or the embedded one; migrated either way. */
export async function startDatabase({ config, log, started }: Base): Promise<string> {
  let url = config.databaseUrl;
  if (url === null) {
    const postgres = await startEmbeddedPostgres({ dataDir: config.dataDir, log });
    started.add(() => postgres.stop());
    url = postgres.url;
  }
  await migrate(url, log);
  return url;
}

export async function startPartitions(
  { log, now, started }: Base,
  pool: pg.Pool,
  clock: Clock,
): Promise<ReturnType<typeof createPartitionKeeper>> {
  const partitions = createPartitionKeeper({ pool, log, now });
  started.add(() => partitions.stop());
  await partitions.start();
  if (clock instanceof SteadyClock) {
    const following = clock.moved$.subscribe(() => void partitions.followClock());
    started.add(() => following.unsubscribe());
  }
  return partitions;
}
