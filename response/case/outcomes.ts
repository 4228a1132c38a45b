import type pg from "pg";
import { outcomeLabel } from "#domain/alarm.ts";
import { usualFirst } from "#domain/answering/usualOutcomes.ts";
import type { OutcomeOf } from "./steps/closing.ts";

export const outcomeKinds = ["genuine", "assistance", "test", "false", "technical"] as const;

/** An outcome that staff may choose. */
export interface Outcome {
  code: string;
  label: string;
  kind: (typeof outcomeKinds)[number];
}

/** An outcome and whether staff may still choose it. */
export interface StoredOutcome extends Outcome {
  inUse: boolean;
}

const selectOutcomes = `SELECT code, label, kind, in_use AS "inUse" FROM outcome ORDER BY place, code`;
const insertOutcome = `INSERT INTO outcome (code, label, kind, place) SELECT $1, $2, $3, coalesce(max(place), 0) + 1 FROM outcome
  ON CONFLICT (code) DO NOTHING`;
const updateOutcome = `UPDATE outcome SET label = $2, kind = $3, in_use = $4 WHERE code = $1`;

/** The centre's outcomes, held in memory: a close needs them inside its transaction. */
export class Outcomes {
  readonly #pool: pg.Pool;
  #all: readonly StoredOutcome[] = [];

  constructor(pool: pg.Pool) {
    this.#pool = pool;
  }

  async load(): Promise<void> {
    this.#all = (await this.#pool.query<StoredOutcome>(selectOutcomes)).rows;
  }

  /** In the centre's order; those that are usual for `rule` first. */
  list({ rule, retired = false }: { rule?: string | undefined; retired?: boolean } = {}): StoredOutcome[] {
    const shown = this.#all.filter(({ inUse }) => inUse || retired);
    return rule === undefined ? shown : usualFirst(shown, rule);
  }

  /** Also one that is out of use: a desk may have read the list before. */
  has(code: string): boolean {
    return this.#all.some((one) => one.code === code);
  }

  /** False where the code exists. */
  async add({ code, label, kind }: Outcome): Promise<boolean> {
    const { rowCount } = await this.#pool.query(insertOutcome, [code, label, kind]);
    await this.load();
    return rowCount === 1;
  }

  /** False where the code does not exist. */
  async change({ code, label, kind, inUse }: StoredOutcome): Promise<boolean> {
    const { rowCount } = await this.#pool.query(updateOutcome, [code, label, kind, inUse]);
    await this.load();
    return rowCount === 1;
  }

  /** Also of outcomes that are out of use. */
  readonly of: OutcomeOf = (code) => {
    const known = this.#all.find((one) => one.code === code);
    return { label: known?.label ?? outcomeLabel(code), isTechnical: known?.kind === "technical" };
  };
}
