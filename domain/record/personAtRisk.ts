import type { RiskKind } from "./riskNames.ts";

/** The person of a home for whom most is at stake if the call fails: the highest sum of risks in the home. */
export interface PersonAtRisk {
  name: string;
  /** The sum of the risks, as `person_risk` in the database counts it. */
  risk: number;
  risks: readonly RiskKind[];
}
