import { deviceLabel } from "#domain/home.ts";
import type { Reading } from "#domain/reading.ts";
import { never } from "../homeState.ts";
import {
  disabledRuleName,
  type RuleFault,
  ruleDisabled,
  ruleFaultName,
  type StepCause,
  unjudgedReading,
  unjudgedWait,
} from "../ruleFault.ts";
import { addDecisions } from "./decisions.ts";
import { type HomeStep, restoreState } from "./homeStep.ts";
import type { ActiveRule } from "./ruleSet.ts";

/**
 * Disables a rule that threw, in this home: it is not run again until its version or the plan changes, and its timer is removed, so it
 * cannot throw for ever. Staff see a technical alarm. If the rule guards life and was waiting, for example for a suspected fall to be
 * cancelled, an alarm asks the operator to check on the people in the home.
 */
export function disableRule(
  step: HomeStep,
  { rule, place }: ActiveRule,
  error: unknown,
  cause: StepCause,
  at: number,
  happened: string,
): void {
  const reason = error instanceof Error ? error.message : String(error);
  const waited = rule.guardsLife && (cause.on === "timer" || step.wakeTimes[place] !== never);
  restoreState(step, place, { state: step.states[place] ?? null, wakeAt: never, disabledReason: reason.slice(0, 200) });
  const fault: RuleFault = { rule: rule.name, error, ...cause };
  step.faults = [...(step.faults ?? []), fault];
  addDecisions(step, disabledRuleName, [ruleDisabled(fault, step.home)], at, happened);
  if (waited) addDecisions(step, ruleFaultName, [unjudgedWait(rule.name)], at, happened);
}

/** A disabled rule that guards life could not judge this call for help: a critical alarm says so (docs/guarantees.md, 6). */
export function raiseUnjudged(step: HomeStep, { rule }: ActiveRule, reading: Reading, happened: string): void {
  if (!rule.guardsLife) return;
  const label = deviceLabel(step.home.devices.get(reading.deviceId));
  addDecisions(step, ruleFaultName, [unjudgedReading(rule.name, reading, label)], step.now, happened);
}
