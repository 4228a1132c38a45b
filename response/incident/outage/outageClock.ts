import type pg from "pg";
import { exhaustMap, interval, type Subscription, startWith } from "rxjs";
import { findOutages } from "#domain/outage/findOutages.ts";
import { isOver } from "#domain/outage/isOver.ts";
import type { OutageSettings } from "#domain/outage/outageSettings.ts";
import { outageOverText, outageText } from "#domain/outage/outageText.ts";
import type { Clock } from "#platform/clock.ts";
import { inTransaction } from "#platform/database.ts";
import { type Log, onceAMinute } from "#platform/log.ts";
import type { TimeFrame } from "#platform/timeFrame.ts";
import type { AlarmFeedWriter } from "../../alarm/alarmFeed.ts";
import { showIncidents } from "../serviceIncidents.ts";
import {
  hasOutageWork,
  homeGroups,
  insertOutage,
  joinOutages,
  noteBack,
  openOutages,
  ringSilencesOfEnded,
  uncountedSilences,
  writeEnd,
  writeProgress,
} from "./outageRecord.ts";

const lookEveryMs = 5_000;
/** The next look does what this one could not. */
const waitsAtMost = `SET LOCAL lock_timeout = '1s'`;

export interface OutageClockNeeds {
  pool: pg.Pool;
  feed: AlarmFeedWriter;
  settings: () => OutageSettings;
  clock: Clock;
  timeFrame: TimeFrame;
  log: Log;
}

/**
 * Finds outages among the open silences in the database, lets silent homes join them, counts the homes that come back, and ends them. It looks
 * every 5 seconds, and it keeps nothing in memory that it needs after a restart.
 *
 * It holds nothing back by itself: `holdSilence` does, in the transaction that raises the silence, and `CaseClock` lets it ring.
 *
 * Example: the network in the area North fails at 10:00. By 10:52 the devices of eleven of its 30 homes are late, on the technical list: one incident.
 * The others join it as they are late. From 12:00 on the devices would ring as offline; they are held back instead.
 */
export class OutageClock {
  readonly #needs: OutageClockNeeds;
  readonly #warn: (error: unknown) => void;
  /** What the last search for causes was about: without a new silence it would find the same. */
  #searched = "";
  #looking: Subscription | null = null;

  constructor(needs: OutageClockNeeds) {
    this.#needs = needs;
    this.#warn = onceAMinute((error: unknown) =>
      needs.log.warn({ err: error }, "could not look for outages; silences ring one by one, and the next try is in 5 seconds"),
    );
  }

  start(): void {
    this.#looking = interval(lookEveryMs, this.#needs.clock)
      .pipe(
        startWith(0),
        exhaustMap(() => this.look()),
      )
      .subscribe();
  }

  stop(): void {
    this.#looking?.unsubscribe();
  }

  /**
   * Once; the clock does it every 5 seconds. Never rejects. Each step is a transaction of its own: it holds the locks of up to 500 homes, and a press in
   * one of them waits for one statement and not for all five. A step that fails leaves the others as they are, because each reads what is in the database.
   */
  async look(): Promise<void> {
    const { clock } = this.#needs;
    try {
      const opened = await this.#inTransaction((client) => this.#open(client));
      // Most looks find nothing: they read, and lock nothing.
      if (opened === 0 && !(await hasOutageWork(this.#needs.pool))) return;
      const changed = [
        opened,
        await this.#inTransaction((client) => joinOutages(client, this.#since())),
        await this.#inTransaction((client) => noteBack(client, clock.now())),
        await this.#inTransaction((client) => this.#follow(client)),
      ];
      await this.#inTransaction((client) => ringSilencesOfEnded(client, clock.now()));
      if (changed.some((count) => count > 0)) await showIncidents(this.#needs, clock.now());
    } catch (error) {
      this.#searched = "";
      this.#warn(error);
    }
  }

  #inTransaction<T>(work: (client: pg.ClientBase) => Promise<T>): Promise<T> {
    return this.#needs.timeFrame.within(() =>
      inTransaction(this.#needs.pool, async (client) => {
        await client.query(waitsAtMost);
        return work(client);
      }),
    );
  }

  #since(): number {
    return this.#needs.clock.now() - this.#needs.settings().minutes * 60_000;
  }

  /** Says how it goes, and ends what is over. Gives how many ended. */
  async #follow(client: pg.ClientBase): Promise<number> {
    const { clock, settings } = this.#needs;
    const now = clock.now();
    let ended = 0;
    for (const outage of await openOutages(client)) {
      const over = isOver(outage, settings(), now);
      if (over) await writeEnd(client, outage.id, now, outageOverText(outage));
      else await writeProgress(client, outage.id, now, outageText(outage));
      ended += over ? 1 : 0;
    }
    return ended;
  }

  /** Gives how many outages it found. */
  async #open(client: pg.ClientBase): Promise<number> {
    const { clock, log } = this.#needs;
    const [now, since, settings] = [clock.now(), this.#since(), this.#needs.settings()];
    const silences = await uncountedSilences(client, since);
    const about = JSON.stringify([silences, settings]);
    if (silences.homes <= settings.homes || about === this.#searched) return 0;
    const causes = findOutages(await homeGroups(client, since), settings);
    for (const cause of causes) {
      const text = outageText({ ...cause, homes: 0, silent: 0 });
      await insertOutage(client, cause, { since, now, settings, text });
      log.warn({ ...cause }, "many homes fell silent together: one outage, and their silences are held back until a person looks");
    }
    this.#searched = about;
    return causes.length;
  }
}
