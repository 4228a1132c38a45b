import type pg from "pg";
import { exhaustMap, interval, merge, mergeMap, type Subscription } from "rxjs";
import type { AnsweringSettings } from "#domain/answering/answeringSettings.ts";
import type { Clock } from "#platform/clock.ts";
import type { Log } from "#platform/log.ts";
import type { AlarmFeed } from "../alarm/alarmFeed.ts";
import type { CaseDesk } from "../case/caseDesk.ts";
import { holderOf } from "../case/steps/caseState.ts";
import { type CaseStep, stepTo } from "../case/steps/caseStep.ts";
import { holderLost, soundEverywhere } from "../case/steps/holding.ts";
import type { OnDuty } from "./onDuty.ts";

const lookEveryMs = 10_000;

const selectHeld = `SELECT c.id::text, held_by AS "heldBy", held_via AS via,
    unheard_ring_at IS NOT NULL AND NOT every_desk_sounds AS "hasUnheardRing" FROM alarm_case c
  WHERE state IN ('claimed', 'followUp') AND NOT technical ORDER BY c.id`;

interface Held {
  id: string;
  heldBy: string;
  via: { kind: "session" | "token"; id: string } | null;
  hasUnheardRing: boolean;
}

export interface HolderWatchNeeds {
  pool: pg.Pool;
  desk: CaseDesk;
  feed: AlarmFeed;
  onDuty: OnDuty;
  settings: () => AnsweringSettings;
  clock: Clock;
  log: Log;
}

/**
 * Takes cases from holders who left: whose session or token has ended, who may no longer answer alarms, or whose desk has been disconnected for
 * two minutes. The case rings again within 30 seconds: a look takes place each 10. It also lets a new ring in a held case sound at every desk at
 * once where the holder cannot hear it.
 *
 * Example: Robin claims a case at 02:00 and closes the laptop at 02:05. At 02:07 the next look finds that Robin has been away for two minutes.
 */
export class HolderWatch {
  readonly #needs: HolderWatchNeeds;
  #watching: Subscription | null = null;

  constructor(needs: HolderWatchNeeds) {
    this.#needs = needs;
  }

  start(): void {
    const { clock, feed } = this.#needs;
    this.#watching = merge(
      interval(lookEveryMs, clock).pipe(exhaustMap(() => this.#logged(this.#look()))),
      feed.cases$.pipe(
        mergeMap(async (changed) => {
          if (changed.sounds === "holder" && changed.heldBy !== null && !this.#canHear(changed.heldBy.id))
            await this.#logged(this.#soundEverywhere(changed.id));
        }),
      ),
    ).subscribe();
  }

  stop(): void {
    this.#watching?.unsubscribe();
  }

  async #logged(work: Promise<void>): Promise<void> {
    await work.catch((error: unknown) =>
      this.#needs.log.warn({ err: error }, "could not check who holds cases; the next check is within 10 seconds"),
    );
  }

  async #look(): Promise<void> {
    const { pool, onDuty } = this.#needs;
    const { rows: held } = await pool.query<Held>(selectHeld);
    if (held.length === 0) return;
    const ended = await onDuty.ended(held.flatMap(({ via }) => (via === null ? [] : [via])));
    const awayMs = this.#needs.settings().deskAwaySeconds * 1000;
    // A case that cannot be written keeps no other case waiting.
    for (const one of held) await this.#logged(this.#check(one, ended, awayMs));
  }

  async #check(one: Held, ended: ReadonlySet<string>, awayMs: number): Promise<void> {
    const { onDuty } = this.#needs;
    const { id, heldBy, via, hasUnheardRing } = one;
    if (via !== null && ended.has(`${via.kind}/${via.id}`)) await this.#lose(one, "signed out, or may no longer answer alarms");
    else if (onDuty.awayMs(heldBy) >= awayMs) await this.#lose(one, "has no connected desk");
    else if (hasUnheardRing && !this.#canHear(heldBy)) await this.#soundEverywhere(id);
  }

  #canHear(id: string): boolean {
    return this.#needs.onDuty.people().some((person) => person.id === id && person.canHear);
  }

  /** Not where the person claimed the case again meanwhile, for example from another desk. */
  async #lose({ id, heldBy, via }: Held, why: string): Promise<void> {
    await this.#needs.desk.perform(id, ({ case: before }, { now }): CaseStep => {
      const holder = holderOf(before);
      const isSame = holder?.id === heldBy && holder.via?.id === via?.id;
      return isSame ? holderLost(before, why, now) : stepTo(before, []);
    });
  }

  async #soundEverywhere(id: string): Promise<void> {
    await this.#needs.desk.perform(id, ({ case: before }) => soundEverywhere(before, "cannot hear it"));
  }
}
