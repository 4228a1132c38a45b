import type pg from "pg";
import { type AnsweringSettings, answeringSettings } from "#domain/answering/answeringSettings.ts";
import type { Log } from "#platform/log.ts";

const selectSettings = `SELECT settings FROM answering_settings`;
const updateSettings = `UPDATE answering_settings SET settings = $1`;

/** The waits of answering, held in memory: each raise needs them. The defaults apply until `load`. */
export class StoredSettings {
  readonly #pool: pg.Pool;
  readonly #log: Log;
  #present: AnsweringSettings = answeringSettings.parse({});

  constructor(pool: pg.Pool, log: Log) {
    this.#pool = pool;
    this.#log = log;
  }

  /** Settings that cannot be read leave the defaults: alarms are answered all the same. */
  async load(): Promise<void> {
    const { rows } = await this.#pool.query<{ settings: unknown }>(selectSettings);
    const read = answeringSettings.safeParse(rows[0]?.settings ?? {});
    if (read.success) this.#present = read.data;
    else this.#log.error({ err: read.error }, "the stored waits of answering cannot be read; the defaults apply: save them again");
  }

  readonly present = (): AnsweringSettings => this.#present;

  /** Applies to steps from now on; a ladder that runs keeps the waits that it began with. */
  async change(settings: AnsweringSettings): Promise<void> {
    await this.#pool.query(updateSettings, [JSON.stringify(settings)]);
    this.#present = settings;
  }
}
