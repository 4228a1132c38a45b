import { refuse } from "./acknowledge.ts";
import { faultOf } from "./journal/writer.ts";
import type { Pipeline } from "./pipeline.ts";
import type { Entry, ReadingEntry } from "./queue/entry.ts";
import { cannotBeStored } from "./receive/receive.ts";

/**
 * Settles an entry that failed alone in a transaction, and returns the entry to commit in its place, if there is one:
 * - a reading that the database can never store goes to quarantine;
 * - a staff change fails with the database's error, which the person sees;
 * - everything else is refused: a device sends its reading again, and the service tries its own entries again later.
 */
export function failEntry(pipeline: Pipeline, entry: Entry, error: unknown): ReadingEntry | null {
  const { log } = pipeline.options;
  const device = "device" in entry ? entry.device.username : undefined;
  if (entry.type === "reading" && entry.storable && faultOf(error) === "data") {
    log.error(
      { err: error, device },
      "the database cannot store a reading: it went to quarantine, and the device gets its acknowledgement; look at the quarantine list",
    );
    return cannotBeStored(entry, error as Error);
  }
  if (entry.type === "change") {
    entry.done(error);
    return null;
  }
  const homes = "homeIds" in entry ? entry.homeIds : undefined;
  log.error(
    { err: error, device, entry: entry.type, homes },
    "one entry could not be committed and will be tried again; all others were committed: if this repeats, look for a session that locks rows",
  );
  refuse(entry, pipeline.unrecorded);
  if (entry.type === "homeChanged" || entry.type === "open") pipeline.retries.schedule(entry);
  if (entry.type === "tick") for (const homeId of entry.homeIds ?? []) pipeline.retryTimers(homeId, entry.tries);
  pipeline.wakeTimer.arm();
  return null;
}
