import { timer } from "rxjs";
import type { UnrecordedPress } from "#domain/alarm.ts";
import { alarmKey, type CausedDecision } from "#domain/decision.ts";
import { deviceLabel, type HomeFacts } from "#domain/home.ts";
import type { DeviceId } from "#domain/ids.ts";
import { isLifeSafety, type Reading, urgentKinds } from "#domain/reading.ts";
import type { Registry } from "#homes/registry.ts";
import type { Clock } from "#platform/clock.ts";
import type { AlarmFeedWriter } from "#response/alarm/alarmFeed.ts";
import type { Engine } from "#rules/engine/engine.ts";
import type { HomeState } from "#rules/engine/homeState.ts";
import { ruleFaultName, unjudgedReading } from "#rules/engine/ruleFault.ts";
import { beginning } from "../decide.ts";
import type { HomeStates } from "../states/homeStates.ts";
import { asReading, type Entry, type ReadingEntry } from "./entry.ts";

/** More than this at once is an attack, not a town in need; the newest are then not held, but their devices resend. */
const most = 10_000;
/** Nor does one device push another's presses off. */
const mostOfDevice = 20;

const showAfterMs = 1_000;

interface UnrecordedNeeds {
  feed: AlarmFeedWriter;
  registry: Registry;
  engine: Engine;
  states: Pick<HomeStates, "peek">;
  clock: Clock;
}

/**
 * Life-safety readings that could not be recorded yet. They show on every console at once, and are held here too, so
 * that they become alarms when the database is back even where the device has meanwhile fallen silent. What only takes
 * one back (a cancelled fall, a button let go) is held beside them and not shown: recorded after a later fall, which it
 * came before, it would cancel that one.
 */
export class Unrecorded {
  #held = new Map<string, { entry: ReadingEntry; press: UnrecordedPress | null }>();
  #heldOf = new Map<DeviceId, number>();
  /** Of those held: offered again, and not answered for yet. */
  #offered = new Set<string>();
  readonly #feed: AlarmFeedWriter;
  readonly #registry: Registry;
  readonly #engine: Engine;

  readonly #states: Pick<HomeStates, "peek">;
  readonly #clock: Clock;

  constructor({ feed, registry, engine, states, clock }: UnrecordedNeeds) {
    this.#feed = feed;
    this.#registry = registry;
    this.#engine = engine;
    this.#states = states;
    this.#clock = clock;
  }

  /** A press that takes too long to record shows meanwhile as not yet recorded. */
  watch(entry: ReadingEntry): void {
    const tooLong = timer(showAfterMs, this.#clock).subscribe(() => this.add(entry));
    const { settle } = entry;
    entry.settle = (answer) => {
      tooLong.unsubscribe();
      settle(answer);
    };
  }

  /** Holds it, and shows it where the rules would raise an alarm for it in the home's last known state; each press once, however often it is resent. */
  add(entry: ReadingEntry): void {
    const { reading } = entry;
    const home = this.#registry.home(reading.homeId);
    const key = pressKey(entry);
    if (home === undefined || !urgentKinds.has(reading.value.kind) || this.#held.has(key)) return;
    const ofDevice = this.#heldOf.get(reading.deviceId) ?? 0;
    if (this.#held.size >= most || ofDevice >= mostOfDevice) return;
    this.#heldOf.set(reading.deviceId, ofDevice + 1);
    const press = this.#shown(entry, home, this.#states.peek(home.id) ?? this.#engine.start(home, beginning).state, key);
    this.#held.set(key, { entry, press });
    if (press !== null) this.#publish();
  }

  /** Without the home's record, and though a rule be broken: what cannot be judged is shown in the plainest words. */
  #decided(home: HomeFacts, state: HomeState, reading: Reading): readonly CausedDecision[] {
    try {
      return this.#engine.onReading(home, state, reading).decided;
    } catch {
      if (!isLifeSafety(reading.value)) return [];
      const decision = unjudgedReading("engine", reading, deviceLabel(home.devices.get(reading.deviceId)));
      return [{ rule: ruleFaultName, decision, cause: reading.key, at: reading.arrivedAt }];
    }
  }

  /** How it looks on a screen; null for what would raise nothing. */
  #shown({ reading }: ReadingEntry, home: HomeFacts, state: HomeState, readingKey: string): UnrecordedPress | null {
    // Calls for help are judged as they come: the past, which cannot be read now, says nothing to them.
    const decided = this.#decided(home, state, reading);
    const raised = decided.find(({ decision, cause }) => decision.do === "raise" && cause.includes(reading.key));
    const common = { readingKey, homeId: home.id, homeName: home.name, mode: home.mode, at: new Date(reading.receivedAt).toISOString() };
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
    // Whether it is cancelled in time cannot be counted on while nothing is recorded.
    if (reading.value.kind !== "fall" || !isLifeSafety(reading.value)) return null;
    const sentence = `Fall suspected: ${deviceLabel(home.devices.get(reading.deviceId))}`;
    return { ...common, rule: "fall", alarmKey: alarmKey(home.id, "fall", "fall"), priority: "critical", sentence };
  }

  /** Recorded at last: the real alarm stands in its place. */
  recorded(entries: readonly Entry[]): void {
    if (this.#held.size === 0) return;
    let gone = false;
    for (const entry of entries) {
      const said = asReading(entry);
      if (said === null || !this.#held.delete(pressKey(said))) continue;
      gone = true;
      const { deviceId } = said.reading;
      this.#heldOf.set(deviceId, (this.#heldOf.get(deviceId) ?? 1) - 1);
    }
    if (gone) this.#publish();
  }

  /** What is to be recorded now that the database is there, unless it is on its way already. */
  toOffer(): ReadingEntry[] {
    const entries: ReadingEntry[] = [];
    for (const [key, { entry }] of this.#held) {
      if (this.#offered.has(key)) continue;
      this.#offered.add(key);
      entries.push({ ...entry, settle: () => this.#offered.delete(key) });
    }
    return entries;
  }

  #publish(): void {
    this.#feed.unrecordedIs([...this.#held.values()].flatMap(({ press }) => press ?? []));
  }
}

const pressKey = ({ reading, identity }: ReadingEntry): string => `${reading.deviceId}/${identity.attempt}`;
