import { answeredAs } from "#domain/home.ts";
import type { ReadingKind } from "#domain/reading.ts";
import type { Metrics } from "#platform/metrics.ts";
import type { Committed } from "./commit.ts";
import { DatabaseAway } from "./journal/writer.ts";
import type { Pipeline } from "./pipeline.ts";
import type { Entry } from "./queue/entry.ts";
import type { Unrecorded } from "./queue/unrecorded.ts";

/** Publishes a committed transaction inside the service: to screens, device summaries, the registry, metrics and the log. */
export function publishCommitted(
  committed: Committed,
  batch: readonly Entry[],
  { deviceSummaries, deviceClocks, commissioning$, options }: Pipeline,
): void {
  const { feed, registry, metrics, log } = options;
  const kinds = new Map<ReadingKind, number>();
  for (const { entry } of committed.fresh) {
    const { kind } = entry.reading.value;
    deviceSummaries.update(entry.reading, deviceClocks.skewMs(entry.reading));
    kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
    if (registry.home(entry.reading.homeId)?.mode === "commissioning") commissioning$.next(entry.reading);
  }
  for (const [kind, count] of kinds) metrics.readingsCommitted.inc({ kind }, count);
  metrics.readingsResent.inc(committed.resent);
  for (const entry of batch) if (entry.type === "gateway") registry.gateways.noteHeard(entry.gateway.id, entry.receivedAt, entry.report);
  for (const changed of committed.cases) feed.caseChanged(changed);
  for (const { homeId, absenceId, at } of committed.absencesEnded) registry.absenceEndedByRule(homeId, absenceId, at);
  for (const { rule, home } of committed.raised) if (answeredAs(home.mode) === "live" && !home.isCanary) metrics.alarmsRaised.inc({ rule });
  for (const { homeId, fault } of committed.faults)
    log.error(
      { homeId, rule: fault.rule, err: fault.error },
      "a rule failed and is disabled in this home; its other rules work: report the defect, then save the plan of the home again to retry the rule",
    );
}

/** Answers every device and every staff change of a committed batch. This is where an entry becomes acknowledged. */
export function acknowledge(batch: readonly Entry[], metrics: Metrics): void {
  for (const entry of batch) {
    if (entry.type === "reading" && entry.quarantined !== null)
      metrics.readingsQuarantined.inc({ reason: entry.quarantined.split(/[:"]/, 1)[0]?.trim() ?? "" });
    if (entry.type === "change") entry.done();
    if ("settle" in entry) entry.settle("recorded");
  }
}

/** Refuses an entry that is not in the database: the device sends it again, and an urgent reading shows as not yet recorded. */
export function refuse(entry: Entry, unrecorded: Unrecorded): void {
  if (entry.type === "reading") unrecorded.add(entry);
  if (entry.type === "gateway") for (const one of entry.readings) refuse(one, unrecorded);
  if (entry.type === "change") entry.done(new DatabaseAway());
  if ("settle" in entry) entry.settle("notRecorded");
}
