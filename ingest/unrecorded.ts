import type { UnrecordedPress } from "#domain/alarm.ts";
import { alarmKey } from "#domain/decision.ts";
import { lifeSafetyKinds } from "#domain/reading.ts";
import type { AlarmFeedWriter } from "#response/alarmFeed.ts";
import type { Engine, HomeState } from "#rules/engine.ts";
import { beginning } from "./commit.ts";
import type { ReadingEntry } from "./entry.ts";
import type { Registry } from "./registry.ts";

/** More than this at once is an attack, not a town in need; the newest are then not held, but their devices resend. */
const most = 10_000;

/**
 * Life-safety readings that could not be recorded yet. They show on every console at once, and are held here too, so
 * that they become alarms when the database is back even where the device has meanwhile fallen silent. What only takes
 * one back (a cancelled fall, a button let go) is held beside them and not shown: recorded after a later fall, which it
 * came before, it would cancel that one.
 */
export class Unrecorded {
  #held = new Map<string, { entry: ReadingEntry; press: UnrecordedPress | null }>();
  readonly #feed: AlarmFeedWriter;
  readonly #registry: Registry;
  readonly #engine: Engine;

  constructor({ feed, registry, engine }: { feed: AlarmFeedWriter; registry: Registry; engine: Engine }) {
    this.#feed = feed;
    this.#registry = registry;
    this.#engine = engine;
  }

  /** Holds it, and shows it where the rules would raise an alarm for it in the home's last known state; each press once, however often it is resent. */
  add(entry: ReadingEntry, state: HomeState | undefined): void {
    const { reading } = entry;
    const home = this.#registry.home(reading.homeId);
    const key = pressKey(entry);
    if (home === undefined || !lifeSafetyKinds.has(reading.value.kind) || this.#held.has(key) || this.#held.size >= most) return;
    const before = state ?? this.#engine.start(home, beginning).state;
    const raised = this.#engine
      .onReading(home, before, reading)
      .decided.find((one) => one.decision.do === "raise" && one.cause.includes(reading.key));
    if (raised === undefined || raised.decision.do !== "raise") {
      this.#held.set(key, { entry, press: null });
      return;
    }
    const press: UnrecordedPress = {
      readingKey: key,
      alarmKey: alarmKey(home.id, raised.rule, raised.decision.episode),
      homeId: home.id,
      homeName: home.name,
      mode: home.mode,
      rule: raised.rule,
      strength: raised.decision.strength,
      sentence: raised.decision.sentence,
      at: new Date(reading.receivedAt).toISOString(),
    };
    this.#held.set(key, { entry, press });
    this.#publish();
  }

  /** Recorded at last: the real alarm stands in its place. */
  recorded(entries: readonly ReadingEntry[]): void {
    if (this.#held.size === 0) return;
    let gone = false;
    for (const entry of entries) gone = this.#held.delete(pressKey(entry)) || gone;
    if (gone) this.#publish();
  }

  /** What is to be recorded when the database is back. */
  entries(): ReadingEntry[] {
    return [...this.#held.values()].map(({ entry }) => entry);
  }

  #publish(): void {
    this.#feed.unrecordedIs([...this.#held.values()].flatMap(({ press }) => press ?? []));
  }
}

const pressKey = ({ reading, identity }: ReadingEntry): string => `${reading.deviceId}/${identity.attempt}`;
