import { timer } from "rxjs";
import type { UnrecordedPress } from "#domain/alarm.ts";
import { alarmKey, type CausedDecision } from "#domain/decision.ts";
import { answeredAs, deviceLabel, type HomeFacts } from "#domain/home.ts";
import type { DeviceId } from "#domain/ids.ts";
import { isLifeSafety, isUrgent, type Reading } from "#domain/reading.ts";
import type { Registry } from "#homes/registry.ts";
import type { Clock } from "#platform/clock.ts";
import type { AlarmFeedWriter } from "#response/alarm/alarmFeed.ts";
import type { Engine } from "#rules/engine/engine.ts";
import type { HomeState } from "#rules/engine/homeState.ts";
import { ruleFaultName, unjudgedReading } from "#rules/engine/ruleFault.ts";
import type { RecordedLevels } from "../gateways/recordedLevels.ts";
import type { HomeStates } from "../states/homeStates.ts";
import { startOfTime } from "../states/openState.ts";
import type { Entry, ReadingEntry } from "./entry.ts";

/** More presses at once are an attack. Further presses do not wait here; their devices resend them. */
const maxWaiting = 10_000;
/** One device cannot push the presses of other devices out. */
const maxWaitingPerDevice = 20;

/** A press that is not committed after this time shows as not yet recorded. */
const showAfterMs = 1_000;

interface UnrecordedNeeds {
  feed: AlarmFeedWriter;
  registry: Registry;
  engine: Engine;
  states: Pick<HomeStates, "peek">;
  clock: Clock;
  levels: Pick<RecordedLevels, "isNews">;
}

/**
 * Urgent readings that are not in the database yet: they show on every screen as "not yet recorded" (docs/guarantees.md, 14). The
 * readings wait in memory, and the service queues them again itself, so that they become alarms even if the device has fallen silent.
 *
 * A reading that only takes a danger back (a cancelled fall, a released button) waits too, but is not shown. Without it, its late resend
 * could cancel a newer fall.
 *
 * Example: the database stops at 10:00:00. Mrs B. presses at 10:00:05: no PUBACK, and the press shows on every screen at once. Her pendant
 * resends every 10 seconds; the list still shows one press. At 10:01:00 the database is back: the service queues the press, and after
 * the commit the alarm replaces it.
 */
export class Unrecorded {
  #waiting = new Map<string, { entry: ReadingEntry; press: UnrecordedPress | null }>();
  #waitingCount = new Map<DeviceId, number>();
  /** Keys of waiting presses that are in the queue or in a batch. */
  #queued = new Set<string>();
  readonly #feed: AlarmFeedWriter;
  readonly #registry: Registry;
  readonly #engine: Engine;
  readonly #states: Pick<HomeStates, "peek">;
  readonly #clock: Clock;
  readonly #levels: Pick<RecordedLevels, "isNews">;

  constructor({ feed, registry, engine, states, clock, levels }: UnrecordedNeeds) {
    this.#feed = feed;
    this.#registry = registry;
    this.#engine = engine;
    this.#states = states;
    this.#clock = clock;
    this.#levels = levels;
  }

  /** Shows the press as not yet recorded if it is not settled after one second. */
  watch(entry: ReadingEntry): void {
    const tooLong = timer(showAfterMs, this.#clock).subscribe(() => this.add(entry));
    const { settle } = entry;
    entry.settle = (answer) => {
      tooLong.unsubscribe();
      settle(answer);
    };
  }

  /** Lets an urgent reading wait, once however often the device resends it. Shows it if the rules would raise an alarm for it now. */
  add(entry: ReadingEntry): void {
    const { reading } = entry;
    const home = this.#registry.home(reading.homeId);
    const key = pressKey(entry);
    if (home === undefined || !isUrgent(reading.value) || !this.#levels.isNews(entry) || this.#waiting.has(key)) return;
    const ofDevice = this.#waitingCount.get(reading.deviceId) ?? 0;
    if (this.#waiting.size >= maxWaiting || ofDevice >= maxWaitingPerDevice) return;
    this.#waitingCount.set(reading.deviceId, ofDevice + 1);
    const press = this.#asPress(entry, home, this.#states.peek(home.id) ?? this.#engine.start(home, startOfTime).state, key);
    this.#waiting.set(key, { entry, press });
    if (press !== null) this.#publish();
  }

  /** What the rules decide without the home's journal. If the engine fails, a call for help still gets a plain sentence. */
  #decided(home: HomeFacts, state: HomeState, reading: Reading): readonly CausedDecision[] {
    try {
      return this.#engine.onReading(home, state, reading).decided;
    } catch {
      if (!isLifeSafety(reading.value)) return [];
      const decision = unjudgedReading("engine", reading, deviceLabel(home.devices.get(reading.deviceId)));
      return [{ rule: ruleFaultName, decision, cause: reading.key, at: reading.arrivedAt }];
    }
  }

  /** The press as screens show it; null if the rules would raise no alarm. */
  #asPress({ reading }: ReadingEntry, home: HomeFacts, state: HomeState, readingKey: string): UnrecordedPress | null {
    // Rules for calls for help need no earlier readings, and none can be read while the database is away.
    const decided = this.#decided(home, state, reading);
    const raised = decided.find(({ decision, cause }) => decision.do === "raise" && cause.includes(reading.key));
    const common = {
      readingKey,
      homeId: home.id,
      homeName: home.name,
      mode: answeredAs(home.mode),
      at: new Date(reading.receivedAt).toISOString(),
    };
    if (raised?.decision.do === "raise") {
      const { rule, decision } = raised;
      return {
        ...common,
        rule,
        alarmKey: alarmKey(home.id, rule, decision.episode),
        priority: decision.priority,
        sentence: decision.sentence,
      };
    }
    // The fall rule would wait for a cancellation. That wait cannot be relied on while nothing is recorded.
    if (reading.value.kind !== "fall" || !isLifeSafety(reading.value)) return null;
    const sentence = `Fall suspected: ${deviceLabel(home.devices.get(reading.deviceId))}`;
    return { ...common, rule: "fall", alarmKey: alarmKey(home.id, "fall", "fall"), priority: "critical", sentence };
  }

  /** These entries are committed: the alarm replaces the unrecorded press. */
  recorded(entries: readonly Entry[]): void {
    if (this.#waiting.size === 0) return;
    let changed = false;
    for (const entry of entries) {
      if (entry.type !== "reading" || !this.#waiting.delete(pressKey(entry))) continue;
      changed = true;
      const { deviceId } = entry.reading;
      this.#waitingCount.set(deviceId, (this.#waitingCount.get(deviceId) ?? 1) - 1);
    }
    if (changed) this.#publish();
  }

  /** The entries that wait. After a change of their times call `timesMoved`. */
  entries(): ReadingEntry[] {
    return [...this.#waiting.values()].map(({ entry }) => entry);
  }

  timesMoved(): void {
    for (const one of this.#waiting.values())
      if (one.press !== null) one.press = { ...one.press, at: new Date(one.entry.reading.receivedAt).toISOString() };
    if (this.#waiting.size > 0) this.#publish();
  }

  /** The waiting readings to queue now, without those that are queued already. They have no device to answer. */
  takeUnqueued(): ReadingEntry[] {
    const entries: ReadingEntry[] = [];
    for (const [key, { entry }] of this.#waiting) {
      if (this.#queued.has(key)) continue;
      this.#queued.add(key);
      entries.push({ ...entry, settle: () => this.#queued.delete(key) });
    }
    return entries;
  }

  #publish(): void {
    this.#feed.setUnrecorded([...this.#waiting.values()].flatMap(({ press }) => press ?? []));
  }
}

const pressKey = ({ reading, identity }: ReadingEntry): string => `${reading.deviceId}/${identity.attempt}`;
