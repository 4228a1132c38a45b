import type pg from "pg";
import type { ServiceIncidentKind } from "#domain/serviceIncident.ts";
import type { Log } from "#platform/log.ts";
import type { AlarmFeedWriter } from "../alarm/alarmFeed.ts";
import { recordIncident, showIncidents } from "../incident/serviceIncidents.ts";

/** Incidents that last: recorded from the moment they begin, and prolonged while they last. */
export class Incidents {
  readonly #needs: { pool: pg.Pool; feed: AlarmFeedWriter; log: Log };
  /** When each began, epoch ms. */
  readonly #began = new Map<ServiceIncidentKind, number>();

  constructor(needs: { pool: pg.Pool; feed: AlarmFeedWriter; log: Log }) {
    this.#needs = needs;
  }

  /** The incident lasts, and this is its sentence; null: it is over, or there is none. `from`: when it began; left out, now. Epoch ms. */
  async lasting(kind: ServiceIncidentKind, text: string | null, now: number, from = now): Promise<void> {
    if (text === null) {
      this.#began.delete(kind);
      return;
    }
    // A time in the future is of before the server's clock was set back.
    const known = this.#began.get(kind);
    const began = known === undefined || known > now ? Math.min(from, now) : known;
    this.#began.set(kind, began);
    await recordIncident(this.#needs.pool, { kind, from: began, to: now, text, shown: true });
    await showIncidents(this.#needs, now);
  }
}
