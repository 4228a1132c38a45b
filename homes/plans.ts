import { createHash } from "node:crypto";
import type pg from "pg";
import type { Author } from "#domain/alarm.ts";
import { asHomeId, type HomeId } from "#domain/ids.ts";
import type { Plan, PlanTemplate } from "#domain/plan.ts";
import { staffAlarmKey } from "#domain/planDifference.ts";
import type { Log } from "#platform/log.ts";
import { defaultPlan, planFrom } from "#rules/plan/planTemplates.ts";
import { type PlanReadResult, readPlan } from "#rules/plan/readPlan.ts";
import type { Rule } from "#rules/rule.ts";
import { describeRules, type RuleDescription } from "./ruleDescriptions.ts";
import { readStored, type StoredPlan } from "./storedPlan.ts";

/** A plan that staff choose for a home, and why. */
export interface ChosenPlan {
  plan: Plan;
  why: string;
  by: Author;
  /** Why it goes live although it would lose a genuine alarm (policy/goLive.ts). */
  lossReason?: string;
  /** What it would have changed in the recorded nights, as the supervisor saw it. */
  difference?: unknown;
}

/** The plan of a home. Version 0 is the basic plan of a home for which no plan was chosen. */
export interface HomePlan extends StoredPlan {
  version: number;
}

/** One version as it was stored; times in epoch ms. `plan` may name rules and settings that no longer exist. */
export interface PlanVersion {
  version: number;
  plan: Record<string, unknown>;
  why: string;
  by: Author;
  madeAt: number;
  lossReason: string | null;
}

export const basicHomePlan: HomePlan = { version: 0, plan: defaultPlan, unreadableParts: [] };

export interface Plans {
  /** The rules described in words, in the order of the catalogue. */
  readonly rules: readonly RuleDescription[];
  /** Reads a plan from untrusted input and names every fault. */
  read(input: unknown): PlanReadResult;
  template(name: PlanTemplate, today: string | null): Plan;
  /** The newest plan of each home that has one, or of one home. Equal plans are the same object. */
  newest(homeId?: HomeId): Promise<Map<HomeId, HomePlan>>;
  /** Writes the next version inside the caller's transaction. Null where `seenVersion` is given and is not the newest. */
  write(client: pg.ClientBase, homeId: HomeId, chosen: ChosenPlan, madeAt: number, seenVersion?: number): Promise<HomePlan | null>;
  /** The genuine alarms (by `staffAlarmKey`) that a version of the home's plan lost, with a stored reason. */
  explainedLosses(homeId: HomeId): Promise<Set<string>>;
  /** Newest first, with versions below `before`. */
  versions(homeId: HomeId, before: number | null, limit: number): Promise<PlanVersion[]>;
}

/**
 * One row a plan, not a home: a hundred thousand homes share a few plans. Descending order follows the primary key, so PostgreSQL sorts
 * nothing. It reads 20,000 homes at a time, so that no query reaches the pool's timeout.
 */
const selectNewest = `SELECT plan::text AS plan, array_agg(home_id::text) AS homes, array_agg(version) AS versions, min(home_id)::text AS least
  FROM (SELECT DISTINCT ON (home_id) home_id, version, plan FROM plan_version
        WHERE home_id BETWEEN $1 AND $2 ORDER BY home_id DESC, version DESC LIMIT $3) AS newest
  GROUP BY plan`;
const homesAtOnce = 20_000;
const greatestId = "9223372036854775807";
const insertVersion = `INSERT INTO plan_version (home_id, version, plan, why, by_id, by_name, made_at, loss_reason, difference)
  SELECT $1, newest + 1, $2, $3, $4, $5, to_timestamp($6::float8 / 1000), $7, $8
    FROM (SELECT coalesce(max(version), 0) AS newest FROM plan_version WHERE home_id = $1) AS known
   WHERE $9::int IS NULL OR newest = $9
  RETURNING version, plan::text AS plan`;
const selectVersions = `SELECT version, plan, why, jsonb_build_object('id', by_id, 'name', by_name) AS by, made_at AS "madeAt", loss_reason AS "lossReason"
  FROM plan_version WHERE home_id = $1 AND ($2::int IS NULL OR version < $2) ORDER BY version DESC LIMIT $3`;
const selectExplained = `SELECT DISTINCT lost->>'rule' AS rule, lost->>'episode' AS episode, lost->>'recordedAt' AS "recordedAt"
  FROM plan_version, jsonb_array_elements(difference->'alarms') AS lost
  WHERE home_id = $1 AND loss_reason IS NOT NULL AND lost->>'change' = 'lost' AND (lost->>'genuine')::boolean`;

interface NewestRow {
  plan: string;
  homes: string[];
  versions: number[];
  least: string;
}

/** The plans of homes in the database. Each version stays there for good. */
export function createPlans({ pool, rules, log }: { pool: pg.Pool; rules: readonly Rule[]; log: Pick<Log, "error"> }): Plans {
  // By a digest of PostgreSQL's jsonb text, which is the same for equal plans. The engine prepares each plan object once.
  const shared = new Map<string, StoredPlan>();

  function share(text: string, homes: readonly string[]): StoredPlan {
    const digest = createHash("sha256").update(text).digest("base64");
    const known = shared.get(digest);
    if (known !== undefined) return known;
    const stored = readStored(rules, JSON.parse(text));
    if (stored.unreadableParts.length > 0)
      log.error(
        { homes: homes.slice(0, 20), andMore: Math.max(0, homes.length - 20), unreadableParts: stored.unreadableParts },
        "parts of a stored plan cannot be read: these homes are watched by the rest of it. Put a new plan live in these homes",
      );
    shared.set(digest, stored);
    return stored;
  }

  return {
    rules: describeRules(rules),
    read: (input) => readPlan(rules, input),
    template: planFrom,

    async newest(homeId) {
      const found = new Map<HomeId, HomePlan>();
      for (let upTo: string = homeId ?? greatestId; ; ) {
        const { rows } = await pool.query<NewestRow>(selectNewest, [homeId ?? 0, upTo, homesAtOnce]);
        let count = 0;
        let least = BigInt(upTo);
        for (const { plan, homes, versions, least: leastOfPlan } of rows) {
          const stored = share(plan, homes);
          for (const [place, home] of homes.entries()) found.set(asHomeId(home), { ...stored, version: versions[place] ?? 0 });
          count += homes.length;
          if (BigInt(leastOfPlan) < least) least = BigInt(leastOfPlan);
        }
        if (count < homesAtOnce) return found;
        upTo = String(least - 1n);
      }
    },

    async write(client, homeId, { plan, why, by, lossReason, difference }, madeAt, seenVersion) {
      const { rows } = await client.query<{ version: number; plan: string }>(insertVersion, [
        homeId,
        JSON.stringify(plan),
        why,
        by.id,
        by.name,
        madeAt,
        lossReason ?? null,
        difference === undefined || difference === null ? null : JSON.stringify(difference),
        seenVersion ?? null,
      ]);
      return rows[0] === undefined ? null : { ...share(rows[0].plan, [homeId]), version: rows[0].version };
    },

    async explainedLosses(homeId) {
      const { rows } = await pool.query<Parameters<typeof staffAlarmKey>[0]>(selectExplained, [homeId]);
      return new Set(rows.map(staffAlarmKey));
    },

    versions: async (homeId, before, limit) => (await pool.query<PlanVersion>(selectVersions, [homeId, before, limit])).rows,
  };
}
