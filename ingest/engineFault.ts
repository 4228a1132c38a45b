import type { CausedDecision } from "#domain/decision.ts";
import { deviceLabel, type HomeFacts } from "#domain/home.ts";
import { isLifeSafety } from "#domain/reading.ts";
import { disabledRuleName, type RuleFault, ruleDisabled, ruleFaultName, type StepCause, unjudgedReading } from "#rules/engine/ruleFault.ts";

/** The engine's own defect, which no rule is set aside for. */
const engine = "engine";
export const engineFault = (error: unknown, occasion: StepCause): RuleFault => ({ rule: engine, error, ...occasion });
export const isEngineFault = ({ rule }: RuleFault): boolean => rule === engine;

/** On the technical list once in so long while it lasts, for no other rule says that nothing guards the home. */
const toldAgainMs = 86_400_000;

/** What is told where a home said so much that what came late of it cannot be put in its place: it is recorded, and judged by nobody. */
export function windowTooLargeNotice(home: HomeFacts, now: number): CausedDecision {
  const sentence = "What came late was recorded and not judged: this home has said too much since then for it to be gone through again.";
  const day = `${Math.floor(now / toldAgainMs)}`;
  const decision = { do: "raise", technical: true, episode: "late", priority: "info", sentence, deviceId: null } as const;
  return { rule: disabledRuleName, decision, cause: `${home.id}/${disabledRuleName}/late/${day}`, at: now };
}

/** What is told of a step that failed: to staff that the home is not guarded, and a call for help as it came. */
export function engineFaultDecisions(fault: RuleFault, home: HomeFacts, now: number): CausedDecision[] {
  const reading = fault.on === "reading" ? fault.reading : null;
  const at = reading?.arrivedAt ?? now;
  const causeOf = (rule: string, what: string): string => `${home.id}/${rule}/${engine}/${what}`;
  const day = `${Math.floor(at / toldAgainMs)}`;
  const told: CausedDecision[] = [
    { rule: disabledRuleName, decision: ruleDisabled(fault, home), cause: causeOf(disabledRuleName, day), at },
  ];
  if (reading === null || !isLifeSafety(reading.value)) return told;
  const decision = unjudgedReading(engine, reading, deviceLabel(home.devices.get(reading.deviceId)));
  const cause = causeOf(ruleFaultName, `${reading.deviceId}/${reading.key}/0`);
  return [...told, { rule: ruleFaultName, decision, cause, at }];
}
