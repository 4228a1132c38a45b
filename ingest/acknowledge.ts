import type { ReadingKind } from "#domain/reading.ts";
import type { Registry } from "#homes/registry.ts";
import type { Log } from "#platform/log.ts";
import type { Metrics } from "#platform/metrics.ts";
import type { AlarmFeedWriter } from "#response/alarm/alarmFeed.ts";
import type { Committed } from "./commit.ts";
import { DatabaseAway } from "./journal/writer.ts";
import { asReading, type Entry } from "./queue/entry.ts";
import type { Unrecorded } from "./queue/unrecorded.ts";
import type { DeviceClocks } from "./receive/deviceClocks.ts";
import type { DeviceSummaries } from "./states/deviceSummaries.ts";

export interface Announcing {
  feed: AlarmFeedWriter;
  registry: Registry;
  health: DeviceSummaries;
  clocks: DeviceClocks;
  metrics: Metrics;
  log: Log;
}

/** Tells everybody but the devices what a transaction made true: screens, what is known of devices and absences, figures, the log. */
export function announce(committed: Committed, { feed, registry, health, clocks, metrics, log }: Announcing): void {
  const kinds = new Map<ReadingKind, number>();
  for (const { entry } of committed.fresh) {
    const { kind } = entry.reading.value;
    health.update(entry.reading, clocks.skewMs(entry.reading));
    kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
  }
  for (const [kind, count] of kinds) metrics.readingsCommitted.inc({ kind }, count);
  metrics.readingsResent.inc(committed.resent);
  for (const alarm of committed.alarms) feed.alarmChanged(alarm);
  for (const { homeId, absenceId, at } of committed.absencesEnded) registry.absenceEndedByRule(homeId, absenceId, at);
  for (const { rule, home } of committed.raised) if (home.mode === "live") metrics.alarmsRaised.inc({ rule });
  for (const { homeId, fault } of committed.faults)
    log.error({ homeId, rule: fault.rule, err: fault.error }, "a rule failed and is set aside in this home; the others go on");
}

/** Tells the devices, and whoever changed a home, that what they offered is kept. */
export function answer(batch: readonly Entry[], metrics: Metrics): void {
  for (const entry of batch) {
    if (entry.type === "bad") metrics.readingsQuarantined.inc({ reason: entry.reason.split(/[:"]/, 1)[0]?.trim() ?? "" });
    if (entry.type === "change") entry.done();
    if ("settle" in entry) entry.settle("recorded");
  }
}

/** The database is away: nothing is promised, and a press shows as not yet recorded. */
export function refuseEntry(entry: Entry, unrecorded: Unrecorded): void {
  const reading = asReading(entry);
  if (reading !== null) unrecorded.add(reading);
  if (entry.type === "change") entry.done(new DatabaseAway());
  if ("settle" in entry) entry.settle("notRecorded");
}
