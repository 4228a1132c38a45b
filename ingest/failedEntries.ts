import { refuse } from "./acknowledge.ts";
import { emptyReport, hasNews } from "./gateways/gatewayReport.ts";
import { faultOf } from "./journal/writer.ts";
import type { Pipeline } from "./pipeline.ts";
import type { Entry, GatewayEntry, ReadingEntry } from "./queue/entry.ts";
import { cannotBeStored } from "./receive/receive.ts";

/**
 * Settles an entry that failed alone in a transaction, and returns the entry to commit in its place, if there is one:
 * - a reading that the database can never store goes to quarantine;
 * - a staff change fails with the database's error, which the person sees;
 * - everything else is refused: a device sends its reading again, and the service tries its own entries again later.
 */
export function failEntry(pipeline: Pipeline, entry: Entry, error: unknown): ReadingEntry | GatewayEntry | null {
  const { log } = pipeline.options;
  const device = deviceOf(entry);
  if (faultOf(error) === "data") {
    const instead = withoutUnstorable(entry, error as Error);
    if (instead !== null)
      log.error(
        { err: error, device },
        "the database cannot store a reading: it went to quarantine, and the device gets its acknowledgement; look at the quarantine list",
      );
    if (instead !== null) return instead;
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

const deviceOf = (entry: Entry): string | undefined =>
  entry.type === "reading" ? entry.device.username : entry.type === "gateway" ? entry.gateway.username : undefined;

/** What to commit in place of the entry; null where nothing of it is left to try. */
function withoutUnstorable(entry: Entry, why: Error): ReadingEntry | GatewayEntry | null {
  if (entry.type === "reading") return entry.storable ? cannotBeStored(entry, why) : null;
  if (entry.type !== "gateway") return null;
  const isLeft = entry.readings.some(({ storable }) => storable) || hasNews(entry.report);
  if (!isLeft) return null;
  const { calls } = entry.report;
  return {
    ...entry,
    readings: entry.readings.map((one) => cannotBeStored(one, why)),
    report: { ...emptyReport, calls: hasListOf(entry) ? calls : [] },
  };
}

/** Whether the report has more than calls: those are tried once more without the rest. */
const hasListOf = ({ report }: GatewayEntry): boolean => hasNews({ ...report, calls: [] });
