import type { CaseView } from "#domain/answering/case.ts";
import type { HomeFacts } from "#domain/home.ts";
import type { HomeId } from "#domain/ids.ts";
import type { Registry } from "#homes/registry.ts";
import { type Answering, openAlarm } from "#response/alarm/openAlarm.ts";
import { casesByCause } from "#response/case/caseViews.ts";
import type { ReplayWindow } from "#rules/engine/replayWindow.ts";
import { type DecideDeps, type Decisions, decide } from "./decide.ts";
import type { RecordedLevels } from "./gateways/recordedLevels.ts";
import { writeReports } from "./gateways/writeReports.ts";
import { type ReplayWindowRequest, readReplayWindows } from "./journal/readJournal.ts";
import {
  isResend,
  type PositionedReading,
  recordKeyedReadings,
  recordNewKeys,
  recordNewReadings,
  withoutResends,
  writeQuarantine,
} from "./journal/writeJournal.ts";
import type { Writer } from "./journal/writer.ts";
import { type ListeningWrites, writeListening } from "./listening/listening.ts";
import type { ChangeEntry, Entry, ReadingEntry } from "./queue/entry.ts";
import { inEventOrder } from "./queue/eventOrder.ts";
import { faultOfHome } from "./queue/faultIsolation.ts";
import { type KnownState, saveStates } from "./states/snapshots.ts";

/** What one transaction committed. None of it may be visible before the commit. */
export interface Committed extends AlarmChanges, Pick<Decisions, "states" | "opened" | "faults" | "timersNotFired"> {
  fresh: readonly PositionedReading[];
  resent: number;
  /** The staff change of the batch, if it changed anything. */
  change: ChangeEntry | null;
}

interface AlarmChanges {
  /** Cases with an alarm that was raised, rang again or got a timeline entry, as they are after the transaction. */
  cases: CaseView[];
  raised: { rule: string; home: HomeFacts }[];
  absencesEnded: { homeId: HomeId; absenceId: string; at: number }[];
}

export interface CommitDeps extends DecideDeps {
  /** Guess that no reading of the batch is a resend. A wrong guess costs one rolled-back transaction. */
  assumeNew: boolean;
  answering: Answering;
  /** Written with the batch. */
  listening: ListeningWrites;
  levels: Pick<RecordedLevels, "heartbeats" | "write">;
}

interface Batch {
  entries: readonly Entry[];
  readings: readonly PositionedReading[];
  /** How many readings the batch has with the resends that `withoutResends` found. */
  offered: number;
  /** Only their bytes are stored. */
  unstorable: readonly ReadingEntry[];
  change: ChangeEntry | null;
  firstPosition: number;
}

/**
 * Records, decides and opens alarms in one transaction (docs/guarantees.md, 1). Throws the database's error; then nothing has changed.
 * If the connection breaks before COMMIT answers, the caller must recover from the database.
 *
 * **One pipelined send.** Every round trip to the database adds 0.3 ms to a press (`npm run bench`). The connection is pipelined, so the
 * transaction is sent at once (BEGIN, readings with the check that this session is still the writer, quarantine, alarms, views of their cases,
 * COMMIT) and the answers are awaited afterwards. If a statement fails, PostgreSQL turns the COMMIT into a ROLLBACK.
 *
 * **The guess.** Rules must see each reading once, but only the database knows which readings are resends. With `assumeNew` the batch is
 * decided as if all readings were new. If one is not, its primary key fails the transaction, and a second transaction first records the keys,
 * waits for the list of new ones, and decides and records those readings.
 *
 * **Levels.** A level that did not change is recorded as a heartbeat. It is compared with what is recorded and with the new readings before
 * it, never with a resend: a resend says what was so long ago, and could hide a new danger.
 *
 * **Replay windows.** A reading may be so late that the rules need the home's earlier readings. `decide` then names the home, the readings
 * are fetched inside the transaction, and `decide` runs again. It is pure, so running it again is safe.
 *
 * **Staff changes.** A staff change is alone in its batch, and the home's rule states are saved in the same transaction. Recovery therefore
 * replays no reading under a plan that came after it.
 *
 * Example: a batch has a press and 20 motion readings. One send: 21 readings, one alarm, COMMIT. The answers arrive after 2 ms, and all
 * 21 devices get their PUBACK. Half a minute later one device resends its motion reading in a batch of 10: the first transaction fails, and
 * the second commits 9 readings. The device of the tenth gets its PUBACK too.
 */
export async function commitBatch(writer: Writer, taken: readonly Entry[], firstPosition: number, deps: CommitDeps): Promise<Committed> {
  const entries = inEventOrder(taken, deps.registry);
  const received = entries.filter((entry): entry is ReadingEntry => entry.type === "reading");
  const offered = received.filter(({ storable }) => storable);
  const batch: Batch = {
    entries,
    readings: (await withoutResends(writer, offered)).map((entry, place) => ({ entry, position: firstPosition + place })),
    offered: offered.length,
    unstorable: received.filter(({ storable }) => !storable),
    change: entries.find((entry) => entry.type === "change") ?? null,
    firstPosition,
  };
  if (!deps.assumeNew) return runTransaction(writer, batch, deps);
  return runTransaction(writer, batch, deps).catch((error: unknown) =>
    isResend(error) ? runTransaction(writer, batch, { ...deps, assumeNew: false }) : Promise.reject(error),
  );
}

async function runTransaction(writer: Writer, batch: Batch, deps: CommitDeps): Promise<Committed> {
  const { change, firstPosition } = batch;
  try {
    const { fresh, entries: received, sent: recorded } = await recordFresh(writer, batch, deps);
    const listening = inFlight(writeListening(writer, deps.listening));
    const quarantined = inFlight(writeQuarantine(writer, [...fresh.map(({ entry }) => entry), ...batch.unstorable]));
    const reports = inFlight(writeReports(writer, batch.entries));
    const changedHome = change && (await change.write(writer));
    const entries = change === null ? received : homeChangeOf(change, changedHome);
    const readWindows = async (requests: readonly ReplayWindowRequest[]): Promise<Map<HomeId, ReplayWindow>> => {
      const windows = inFlight(readReplayWindows(writer, requests, deps.serverSteps));
      for (const answer of recorded) await answer;
      return windows;
    };
    const decideDeps = changedHome === null ? deps : { ...deps, registry: withHome(deps.registry, changedHome) };
    const decisions = await decideWithWindows(entries, fresh, firstPosition, readWindows, decideDeps);
    const lastPosition = firstPosition + batch.entries.length - 1;
    const saved = inFlight(saveStates(writer, deps.engine.rules, statesOfChangedHomes(entries, decisions.states, lastPosition)));
    const sent = [...recorded, listening, quarantined, reports, saved];
    const alarmChanges = await openAlarmsAndCommit(writer, { pending: decisions.pending, fresh }, sent, deps);
    return { ...decisions, ...alarmChanges, fresh, resent: batch.offered - fresh.length, change: changedHome && change };
  } catch (error) {
    await writer.query("ROLLBACK").catch(() => {});
    throw error;
  }
}

interface Recorded {
  /** The new readings as they are recorded: levels that did not change are heartbeats. */
  fresh: readonly PositionedReading[];
  /** The batch with those readings. */
  entries: readonly Entry[];
  /** What is under way, in the order in which it was sent. */
  sent: readonly Promise<unknown>[];
}

/** Begins the transaction and records the new readings of the batch. */
async function recordFresh(writer: Writer, { readings, entries }: Batch, { assumeNew, levels }: CommitDeps): Promise<Recorded> {
  const begun = inFlight(assumeNew && readings.length > 0 ? writer.beginUnchecked() : writer.begin());
  const keyed = assumeNew ? null : inFlight(recordNewKeys(writer, readings));
  // Where the transaction could not begin, that is the fault, and not what failed after it.
  const unrepeated = keyed === null ? readings : await begun.then(() => keyed);
  const heartbeats = levels.heartbeats(unrepeated);
  const fresh = unrepeated.map(({ entry, position }) => ({ entry: heartbeats.get(entry) ?? entry, position }));
  const recorded = inFlight(keyed === null ? recordNewReadings(writer, fresh) : recordKeyedReadings(writer, fresh));
  return { fresh, entries: entries.map((entry) => heartbeats.get(entry) ?? entry), sent: [begun, recorded] };
}

/** The home's rules follow the change; nothing to do if the change changed nothing. */
const homeChangeOf = ({ homeId, at }: ChangeEntry, changedHome: HomeFacts | null): Entry[] =>
  changedHome === null ? [] : [{ type: "homeChanged", homeId, at }];

const withHome = (registry: Pick<Registry, "home">, home: HomeFacts): Pick<Registry, "home"> => ({
  home: (id) => (id === home.id ? home : registry.home(id)),
});

/**
 * The states of the homes that changed, to be saved in the transaction. They get the last position of the batch, which no reading has.
 * `SnapshotSaver` may be saving an older state of the same home at this moment; its lower position cannot replace this one.
 */
function statesOfChangedHomes(entries: readonly Entry[], states: Map<HomeId, KnownState>, position: number): Map<HomeId, KnownState> {
  const changed = new Map<HomeId, KnownState>();
  for (const entry of entries) {
    const known = entry.type === "homeChanged" ? states.get(entry.homeId) : undefined;
    if (entry.type !== "homeChanged" || known === undefined) continue;
    changed.set(entry.homeId, { state: known.state, position });
    states.set(entry.homeId, { state: known.state, position });
  }
  return changed;
}

/** Decides; reads the replay windows that `decide` asks for, and decides again until it asks for no more. */
async function decideWithWindows(
  entries: readonly Entry[],
  fresh: readonly PositionedReading[],
  firstPosition: number,
  readWindows: (requests: readonly ReplayWindowRequest[]) => Promise<Map<HomeId, ReplayWindow>>,
  deps: CommitDeps,
): Promise<Decisions> {
  const positions = new Map<Entry, number>(fresh.map(({ entry, position }) => [entry, position]));
  const windows = new Map<HomeId, ReplayWindow>();
  for (;;) {
    const decisions = decide(entries, positions, windows, deps);
    if (decisions.needed.size === 0) return decisions;
    const requests = [...decisions.needed].map(([homeId, from]): ReplayWindowRequest => {
      return { homeId, from, mode: deps.registry.home(homeId)?.mode ?? "live", position: firstPosition - 1 };
    });
    for (const [homeId, window] of await readWindows(requests)) windows.set(homeId, window);
  }
}

/**
 * Sends every decision and the COMMIT without waiting, then awaits all answers: first those `sentBefore`, in their order. The first error
 * is the cause. Later errors only say that the transaction had failed already.
 */
async function openAlarmsAndCommit(
  writer: Writer,
  { pending, fresh }: Pick<Decisions, "pending"> & Pick<Recorded, "fresh">,
  sentBefore: readonly Promise<unknown>[],
  { now, answering, levels }: Pick<CommitDeps, "now" | "answering" | "levels">,
): Promise<AlarmChanges> {
  const causes = pending.map(({ decided }) => decided.cause);
  const alarmsSent = pending.map((one) =>
    inFlight(openAlarm(writer, one, now(), answering).catch((fault: unknown) => faultOfHome(one.home.id, fault))),
  );
  const views = inFlight(casesByCause(writer, causes));
  const levelsWritten = inFlight(levels.write(writer, fresh));
  const commit = inFlight(writer.query("COMMIT"));
  for (const answer of sentBefore) await answer;
  const opened: boolean[] = [];
  for (const answer of alarmsSent) opened.push((await answer).raised);
  const cases = await views;
  await levelsWritten;
  const { command } = await commit;
  if (command !== "COMMIT") throw new Error("the transaction had failed and was rolled back");
  return {
    cases,
    raised: pending.filter((_, place) => opened[place]).map(({ home, decided }) => ({ rule: decided.rule, home })),
    absencesEnded: pending.flatMap(({ home, decided: { decision, at } }) =>
      decision.do === "endAbsence" ? [{ homeId: home.id, absenceId: decision.absenceId, at }] : [],
    ),
  };
}

/** A query that is awaited later. Until then its failure must not count as an unhandled rejection, which would end the process. */
export function inFlight<T>(query: Promise<T>): Promise<T> {
  query.catch(() => {});
  return query;
}
