import type { Plan, PlanTemplate } from "#domain/plan.ts";
import type { PlanDifference } from "#domain/planDifference.ts";
import { type Answer, call } from "../api/call.ts";
import type { Fault } from "../forms/faults.ts";

/** GET /api/v1/homes/{id}/plan. Version 0 is the basic plan of a home for which no plan has been chosen. */
export interface PlanView {
  homeId: string;
  version: number;
  plan: Plan;
  why: string | null;
  by: string | null;
  madeAt: string | null;
  timezone: string;
  rules: RuleInHome[];
  /** Parts of the stored plan that can no longer be read. They are left out. */
  unread: Fault[];
}

/**
 * A rule in one home. `on` is true while the rule runs. `off` says why not: the plan has not started or has expired, or the rule was disabled
 * after an error in this home. `blind` lists what stops the rule from working: "no bed sensor", "Bed sensor, Bedroom: offline". `seesLess`
 * lists the devices that are silent while others of the same kind still report.
 */
export interface RuleInHome {
  name: string;
  on: boolean;
  off: "notInPlan" | "notYet" | "over" | "disabled" | null;
  blind: string[];
  seesLess: string[];
}

export interface PlanVersion {
  version: number;
  plan: Plan;
  why: string;
  by: string;
  madeAt: string;
  lossReason: string | null;
}

export interface Setting {
  name: string;
  title: string;
  unit: string | null;
  type: "number" | "integer" | "string" | "time" | "choice" | "list" | "boolean";
  minimum: number | null;
  maximum: number | null;
  options: string[] | null;
  default: unknown;
}

export interface RuleText {
  name: string;
  title: string;
  explains: string;
  guardsLife: boolean;
  housekeeping: boolean;
  needs: string[];
  settings: Setting[];
}

export interface TemplatePlan {
  template: PlanTemplate;
  plan: Plan;
}

export interface ToGoLive {
  plan: Plan;
  why: string;
  /** The version that the supervisor has seen. The service refuses the plan when a newer one exists. */
  seenVersion: number;
  lossReason?: string;
}

/** Fourteen nights of a home with many readings may take a minute. */
const backtestWithinMs = 120_000;

const path = (homeId: string) => `/api/v1/homes/${homeId}/plan`;

export const readRules = (): Promise<Answer<{ items: RuleText[] }>> => call("GET", "/api/v1/plan-rules");
export const readTemplates = (): Promise<Answer<{ items: TemplatePlan[] }>> => call("GET", "/api/v1/plan-templates");
export const readPlan = (homeId: string): Promise<Answer<PlanView>> => call("GET", path(homeId));
export const readVersions = (homeId: string, cursor: string | null): Promise<Answer<{ items: PlanVersion[]; next: string | null }>> =>
  call("GET", `${path(homeId)}/versions?limit=10${cursor === null ? "" : `&cursor=${encodeURIComponent(cursor)}`}`);
export const putLive = (homeId: string, body: ToGoLive): Promise<Answer<PlanView>> => call("POST", path(homeId), body, backtestWithinMs);
export const backtest = (homeId: string, plan: Plan): Promise<Answer<PlanDifference>> =>
  call("POST", `${path(homeId)}/backtest`, { plan }, backtestWithinMs);
