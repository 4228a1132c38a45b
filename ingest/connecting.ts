import type { Log } from "#platform/log.ts";
import { StartFault } from "#platform/startFault.ts";
import { connectWriter, type Writer } from "./journal/writer.ts";
import { type Recovered, type RecoveryNeeds, recover } from "./recovery.ts";

const reconnectMs = 250;

/** Connects, takes the sole-writer lock and reads everything anew. Throws what the database throws, with the lock let go. */
export async function connectAnew(
  url: string,
  lockPatienceMs: number,
  needs: RecoveryNeeds,
): Promise<{ writer: Writer; recovered: Recovered }> {
  const writer = await connectWriter(url, needs.log, lockPatienceMs);
  try {
    await needs.registry.load();
    return { writer, recovered: await recover(writer, needs) };
  } catch (error) {
    await writer.end().catch(() => {});
    throw error;
  }
}

/** At the start it is for whoever starts it to mend: throws StartFault. */
export async function connectOrFault(connect: () => Promise<void>): Promise<void> {
  await connect().catch((error: unknown) => {
    if (error instanceof StartFault) throw error;
    throw new StartFault(`The database could not be used: ${(error as Error).message}.`, { cause: error });
  });
}

/** Tries again and again until it succeeds, or is not wanted any more. */
export async function comeBack({ connect, wanted, log }: { connect: () => Promise<void>; wanted: () => boolean; log: Log }): Promise<void> {
  while (wanted()) {
    try {
      await connect();
      log.info("the database is back");
      return;
    } catch (error) {
      log.warn({ fault: (error as Error).message }, "the database is still away");
      await new Promise((resolve) => setTimeout(resolve, reconnectMs));
    }
  }
}
