import type { CausedDecision } from "#domain/decision.ts";
import { deviceLabel, type HomeFacts } from "#domain/home.ts";
import { isLifeSafety } from "#domain/reading.ts";
import { disabledRuleName, type RuleFault, ruleDisabled, ruleFaultName, type StepCause, unjudgedReading } from "#rules/engine/ruleFault.ts";

/** The name of the engine itself in a fault that no single rule caused. */
const engine = "engine";
export const engineFault = (error: unknown, cause: StepCause): RuleFault => ({ rule: engine, error, ...cause });
export const isEngineFault = ({ rule }: RuleFault): boolean => rule === engine;

/** While the fault lasts, its technical alarm rings once in this time: no rule watches the home, and no rule says so. */
const repeatedEveryMs = 86_400_000;

/** The technical alarm for late readings that no rule judges, because the home sent too many readings since then. */
export function windowTooLargeNotice(home: HomeFacts, now: number): CausedDecision {
  const sentence = "Late readings were recorded but not judged: this home has sent too many readings since then to replay them.";
  const day = `${Math.floor(now / repeatedEveryMs)}`;
  const decision = { do: "raise", technical: true, episode: "late", priority: "info", sentence, deviceId: null } as const;
  return { rule: disabledRuleName, decision, cause: `${home.id}/${disabledRuleName}/late/${day}`, at: now };
}

/** What a failed step raises: a technical alarm, and for a call for help a critical one that says that the engine failed (docs/guarantees.md, 6). */
export function engineFaultDecisions(fault: RuleFault, home: HomeFacts, now: number): CausedDecision[] {
  const reading = fault.on === "reading" ? fault.reading : null;
  const at = reading?.arrivedAt ?? now;
  const causeOf = (rule: string, what: string): string => `${home.id}/${rule}/${engine}/${what}`;
  const day = `${Math.floor(at / repeatedEveryMs)}`;
  const technical = { rule: disabledRuleName, decision: ruleDisabled(fault, home), cause: causeOf(disabledRuleName, day), at };
  if (reading === null || !isLifeSafety(reading.value)) return [technical];
  const decision = unjudgedReading(engine, reading, deviceLabel(home.devices.get(reading.deviceId)));
  const cause = causeOf(ruleFaultName, `${reading.deviceId}/${reading.key}/0`);
  return [technical, { rule: ruleFaultName, decision, cause, at }];
}
