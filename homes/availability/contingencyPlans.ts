import type pg from "pg";
import type { Author } from "#domain/alarm.ts";
import type { NewContingencyPlan } from "#domain/carers/contingency.ts";
import type { HomeId } from "#domain/ids.ts";
import { inTransaction } from "#platform/database.ts";

/** One agreement. Times in epoch ms. */
export interface ContingencyPlan extends NewContingencyPlan {
  id: string;
  contactId: string;
  version: number;
  by: Author;
  madeAt: number;
}

const columns = `p.id::text, p.contact_id::text AS "contactId", p.version, p.substitutes::text[] AS substitutes, p.centre_does AS "centreDoes",
  p.lasts_hours AS "lastsHours", p.agreed_by AS "agreedBy", p.review_on::text AS "reviewOn",
  jsonb_build_object('id', p.by_id, 'name', p.by_name) AS by, p.made_at AS "madeAt"`;
const selectNewest = `SELECT DISTINCT ON (p.contact_id) ${columns} FROM contingency_plan p JOIN contact k ON k.id = p.contact_id
  WHERE k.home_id = $1 ORDER BY p.contact_id, p.version DESC`;
const selectVersions = `SELECT ${columns} FROM contingency_plan p WHERE p.contact_id = $1 AND ($2::int IS NULL OR p.version < $2)
  ORDER BY p.version DESC LIMIT $3`;
const lockContact = `SELECT FROM contact WHERE id = $1 FOR NO KEY UPDATE`;
const insertVersion = `INSERT INTO contingency_plan AS p (contact_id, version, substitutes, centre_does, lasts_hours, agreed_by, review_on, by_id, by_name, made_at)
  SELECT $1, newest + 1, $2::bigint[], $3, $4, $5, $6, $7, $8, to_timestamp($9::float8 / 1000)
    FROM (SELECT coalesce(max(version), 0) AS newest FROM contingency_plan WHERE contact_id = $1) AS known
   WHERE $10::int IS NULL OR newest = $10
  RETURNING ${columns}`;

/** The contingency plans of carers, in the database. Each agreement is a version; the newest applies to starts from then on. */
export class ContingencyPlans {
  readonly #pool: pg.Pool;
  readonly #now: () => number;

  constructor({ pool, now }: { pool: pg.Pool; now: () => number }) {
    this.#pool = pool;
    this.#now = now;
  }

  /** The next version. Null where `seenVersion` is given and is not the newest. */
  async agree(contactId: string, plan: NewContingencyPlan, by: Author, seenVersion?: number): Promise<ContingencyPlan | null> {
    const { substitutes, centreDoes, lastsHours, agreedBy, reviewOn } = plan;
    const values = [contactId, substitutes, centreDoes, lastsHours, agreedBy, reviewOn, by.id, by.name, this.#now(), seenVersion ?? null];
    return inTransaction(this.#pool, async (client) => {
      await client.query(lockContact, [contactId]);
      return (await client.query<ContingencyPlan>(insertVersion, values)).rows[0] ?? null;
    });
  }

  /** The newest plan of each contact of a home, by contact. */
  async ofHome(homeId: HomeId): Promise<Map<string, ContingencyPlan>> {
    const { rows } = await this.#pool.query<ContingencyPlan>(selectNewest, [homeId]);
    return new Map(rows.map((plan) => [plan.contactId, plan]));
  }

  /** Newest first, with versions below `before`. */
  async versions(contactId: string, before: number | null, limit: number): Promise<ContingencyPlan[]> {
    return (await this.#pool.query<ContingencyPlan>(selectVersions, [contactId, before, limit])).rows;
  }
}
