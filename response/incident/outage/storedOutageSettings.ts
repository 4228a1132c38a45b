import type pg from "pg";
import { type OutageSettings, outageSettings } from "#domain/outage/outageSettings.ts";
import type { Log } from "#platform/log.ts";

const selectSettings = `SELECT outages FROM answering_settings`;
const updateSettings = `UPDATE answering_settings SET outages = $1`;

/** When homes that fall silent together are an outage; held in memory. The defaults apply until `load`. */
export class StoredOutageSettings {
  readonly #pool: pg.Pool;
  readonly #log: Log;
  #present: OutageSettings = outageSettings.parse({});

  constructor(pool: pg.Pool, log: Log) {
    this.#pool = pool;
    this.#log = log;
  }

  async load(): Promise<void> {
    const { rows } = await this.#pool.query<{ outages: unknown }>(selectSettings);
    const read = outageSettings.safeParse(rows[0]?.outages ?? {});
    if (read.success) this.#present = read.data;
    else this.#log.error({ err: read.error }, "the stored settings of outages cannot be read; the defaults apply: save them again");
  }

  readonly present = (): OutageSettings => this.#present;

  async change(settings: OutageSettings): Promise<void> {
    await this.#pool.query(updateSettings, [JSON.stringify(settings)]);
    this.#present = settings;
  }
}
