import type { risks } from "./personFields.ts";

export type RiskKind = (typeof risks)[number];

const words: Partial<Record<RiskKind, string>> = {
  livesAlone: "lives alone",
  doesNotOpen: "does not open the door",
  mentalHealth: "mental health",
};

/** For staff: "lives alone", "oxygen". */
export const riskName = (risk: RiskKind): string => words[risk] ?? risk;
