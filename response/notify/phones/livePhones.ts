import type pg from "pg";
import { interval, type Subscription } from "rxjs";
import type { Clock } from "#platform/clock.ts";
import { type Log, onceAMinute } from "#platform/log.ts";

const readEveryMs = 60_000;

const selectContacts = `SELECT DISTINCT carer.contact_id::text AS id FROM carer JOIN phone USING (account_id)
  JOIN contact k ON k.id = carer.contact_id JOIN home h ON h.id = k.home_id
  WHERE carer.left_at IS NULL AND phone.retired_at IS NULL AND h.mode <> 'ended'`;

/**
 * Which contacts have a phone, in memory: a ladder must know it also while the database is away. Read after each change, and each minute for what a
 * change missed. What is out of date does no harm: a push to a phone that is gone fails at once and the other channels leave; without a push all other
 * channels leave at once.
 */
export class LivePhones {
  readonly #needs: { pool: pg.Pool; clock: Clock; log: Log };
  readonly #warn: (error: unknown) => void;
  #contacts: ReadonlySet<string> = new Set();
  #reading: Promise<void> | null = null;
  #next: Promise<void> | null = null;
  #looking: Subscription | null = null;

  constructor(needs: { pool: pg.Pool; clock: Clock; log: Log }) {
    this.#needs = needs;
    this.#warn = onceAMinute((error: unknown) =>
      needs.log.warn(
        { err: error },
        "could not read which carers have a phone; what was known counts, and the next try is within a minute",
      ),
    );
  }

  hasLivePhone(contactId: string): boolean {
    return this.#contacts.has(contactId);
  }

  async load(): Promise<void> {
    this.#contacts = new Set((await this.#needs.pool.query<{ id: string }>(selectContacts)).rows.map(({ id }) => id));
  }

  /** A phone or a carer changed. Resolves after a look that began later; never rejects. One look at a time, so that the last one is the newest. */
  refresh(): Promise<void> {
    if (this.#reading === null) return this.#read();
    this.#next ??= this.#reading.then(() => {
      this.#next = null;
      return this.#read();
    });
    return this.#next;
  }

  #read(): Promise<void> {
    this.#reading = this.load()
      .catch(this.#warn)
      .finally(() => {
        this.#reading = null;
      });
    return this.#reading;
  }

  start(): void {
    this.#looking = interval(readEveryMs, this.#needs.clock).subscribe(() => void this.refresh());
  }

  stop(): void {
    this.#looking?.unsubscribe();
  }
}
