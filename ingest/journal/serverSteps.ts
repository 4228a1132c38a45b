import type pg from "pg";
import type { ServerStep } from "#domain/time/serverStep.ts";

const selectSteps = `SELECT position::float8 AS position, (extract(epoch FROM at) * 1000)::float8 AS at, by_ms AS "byMs"
  FROM server_step ORDER BY position`;

const insertStep = `INSERT INTO server_step (position, at, by_ms) VALUES ($1, to_timestamp($2::float8 / 1000), $3)`;

/** The steps of the server's clock that the journal has, in order: in which time frame a position of the journal is. */
export class ServerSteps {
  readonly all: readonly ServerStep[];

  constructor(all: readonly ServerStep[] = []) {
    this.all = all;
  }

  with(step: ServerStep): ServerSteps {
    return new ServerSteps([...this.all, step]);
  }

  /** The steps after a position, up to another one. A state or time as of that position must be moved by them. */
  between(after: number, upTo = Number.POSITIVE_INFINITY): readonly ServerStep[] {
    const last = this.all.at(-1);
    // Most states and readings are newer than the last step.
    if (last === undefined || last.position <= after) return none;
    return this.all.filter(({ position }) => position > after && position <= upTo);
  }

  /** What to add to a time that was recorded at a position, to compare it with times at another one. */
  msBetween(after: number, upTo?: number): number {
    let sum = 0;
    for (const { byMs } of this.between(after, upTo)) sum += byMs;
    return sum;
  }
}

const none: readonly never[] = [];

export const readServerSteps = async (client: pg.ClientBase | pg.Pool): Promise<ServerSteps> =>
  new ServerSteps((await client.query<ServerStep>(selectSteps)).rows);

/** Records the step in the caller's transaction. */
export const recordServerStep = (client: pg.ClientBase, { position, at, byMs }: ServerStep): Promise<unknown> =>
  client.query(insertStep, [position, at, byMs]);
