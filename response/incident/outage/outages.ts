import type { Clock } from "#platform/clock.ts";
import { OutageClock } from "./outageClock.ts";
import { OutageDesk, type OutageDeskNeeds } from "./outageDesk.ts";
import { StoredOutageSettings } from "./storedOutageSettings.ts";

type Needs = Omit<OutageDeskNeeds, "settings" | "now"> & { clock: Clock };

/** Outages: what finds them, what staff do with them, and their settings. */
export class Outages {
  readonly settings: StoredOutageSettings;
  readonly desk: OutageDesk;
  readonly #clock: OutageClock;

  constructor({ clock, ...needs }: Needs) {
    this.settings = new StoredOutageSettings(needs.pool, needs.log);
    const settings = this.settings.present;
    this.desk = new OutageDesk({ ...needs, settings, now: () => clock.now() });
    this.#clock = new OutageClock({ ...needs, settings, clock });
  }

  start(): void {
    this.#clock.start();
  }

  stop(): void {
    this.#clock.stop();
  }
}
