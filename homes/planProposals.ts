import type pg from "pg";
import type { Author } from "#domain/alarm.ts";
import { asHomeId, type HomeId } from "#domain/ids.ts";

/** What the nights before a proposal showed. */
export interface ProposalFigures {
  nights: number;
  heardNights: number;
  woken: number;
  needed: number;
  wouldWake: number;
}

/** A carer's proposal of a longer wait. Times in epoch ms. */
export interface PlanProposal {
  id: string;
  homeId: HomeId;
  homeName: string;
  rule: string;
  setting: string;
  /** Minutes. */
  value: number;
  figures: ProposalFigures;
  by: Author;
  proposedAt: number;
  declined: { at: number; by: string; why: string } | null;
}

export type NewProposal = Pick<PlanProposal, "rule" | "setting" | "value" | "figures">;

const columns = `p.id::text, p.home_id::text AS "homeId", h.name AS "homeName", p.rule, p.setting, p.value, p.figures,
  jsonb_build_object('id', p.by_id, 'name', p.by_name) AS by, p.proposed_at AS "proposedAt",
  CASE WHEN p.declined_at IS NOT NULL
       THEN jsonb_build_object('at', (extract(epoch FROM p.declined_at) * 1000)::float8, 'by', p.declined_by, 'why', p.declined_why) END AS declined`;
const from = `FROM plan_proposal p JOIN home h ON h.id = p.home_id`;
const insertProposal = `INSERT INTO plan_proposal (home_id, rule, setting, value, figures, by_id, by_name, proposed_at)
  VALUES ($1, $2, $3, $4, $5, $6, $7, to_timestamp($8::float8 / 1000))
  ON CONFLICT (home_id, rule) WHERE declined_at IS NULL DO UPDATE SET setting = excluded.setting, value = excluded.value,
    figures = excluded.figures, by_id = excluded.by_id, by_name = excluded.by_name, proposed_at = excluded.proposed_at`;
const decline = `UPDATE plan_proposal SET declined_at = to_timestamp($3::float8 / 1000), declined_by = $4, declined_why = $5
  WHERE id = $1 AND home_id = $2 AND declined_at IS NULL RETURNING id`;
const selectOfHome = `SELECT ${columns} ${from} WHERE p.home_id = $1 ORDER BY p.id DESC LIMIT 50`;
const selectOpen = `SELECT ${columns} ${from} WHERE p.declined_at IS NULL AND h.mode IN ('live', 'commissioning') ORDER BY p.id DESC LIMIT 200`;

/** Proposals of carers to change a wait of the plan. A rule of a home has one open proposal: a newer one replaces it. */
export class PlanProposals {
  readonly #pool: pg.Pool;
  readonly #now: () => number;

  constructor({ pool, now }: { pool: pg.Pool; now: () => number }) {
    this.#pool = pool;
    this.#now = now;
  }

  async propose(homeId: HomeId, { rule, setting, value, figures }: NewProposal, by: Author): Promise<void> {
    await this.#pool.query(insertProposal, [homeId, rule, setting, value, JSON.stringify(figures), by.id, by.name, this.#now()]);
  }

  /** False: the home has no such open proposal. */
  async decline(homeId: HomeId, id: string, by: Author, why: string): Promise<boolean> {
    return (await this.#pool.query(decline, [id, homeId, this.#now(), by.name, why])).rowCount === 1;
  }

  /** Newest first, declined ones too. */
  ofHome = async (homeId: HomeId): Promise<PlanProposal[]> => branded((await this.#pool.query<PlanProposal>(selectOfHome, [homeId])).rows);

  /** Of all live homes, newest first; those that the plan has taken up meanwhile too. */
  open = async (): Promise<PlanProposal[]> => branded((await this.#pool.query<PlanProposal>(selectOpen)).rows);
}

const branded = (rows: readonly PlanProposal[]): PlanProposal[] => rows.map((row) => ({ ...row, homeId: asHomeId(row.homeId) }));
