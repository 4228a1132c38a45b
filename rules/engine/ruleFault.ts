import type { Decision } from "#domain/decision.ts";
import { deviceLabel, type HomeFacts } from "#domain/home.ts";
import type { Reading, ReadingValue } from "#domain/reading.ts";
import { wallClock } from "#domain/time/wallClock.ts";

/** Why the engine took a step. */
export type StepCause = { on: "reading"; reading: Reading } | { on: "timer"; dueAt: number } | { on: "start" };

/** A rule that threw: a defect that staff must see, with the step that showed it. The rule is disabled in that home. */
export type RuleFault = { rule: string; error: unknown } & StepCause;

/** The engine raises under these names: for a call for help that a rule could not judge, and for the list of technical alarms. */
export const ruleFaultName = "ruleFault";
export const disabledRuleName = "ruleDisabled";
/** For a call or a danger of a device behind a gateway that no one registered. */
export const unregisteredDeviceName = "unregisteredDevice";
/** What rings without a rule of the catalogue, so that no plan can lose it. */
export const beyondPlans: readonly string[] = [ruleFaultName, disabledRuleName, unregisteredDeviceName];

/** A technical alarm: which rule is disabled, and what made it throw. */
export function ruleDisabled(fault: RuleFault, home: HomeFacts): Decision {
  const why = fault.error instanceof Error ? fault.error.message : String(fault.error);
  const what = `The rule ${fault.rule} failed in this home and is disabled (${why.slice(0, 200)})`;
  const deviceId = fault.on === "reading" ? fault.reading.deviceId : null;
  return { do: "raise", technical: true, episode: fault.rule, priority: "info", sentence: `${what}${causeText(fault, home)}.`, deviceId };
}

function causeText(fault: RuleFault, home: HomeFacts): string {
  if (fault.on === "start") return ", when it was started";
  if (fault.on === "timer") return `, at its timer of ${clock(fault.dueAt, home)}`;
  const { value, deviceId, time } = fault.reading;
  return `, on the reading ${JSON.stringify(value)} of ${clock(time, home)}: ${deviceLabel(home.devices.get(deviceId))}`;
}

/** A call for help that a defective rule could not judge raises this alarm (docs/guarantees.md, 6). */
export function unjudgedReading(failedRule: string, reading: Reading, deviceLabel: string): Decision {
  const sentence = `${whatHappened(reading.value)}, and the rule that should have judged it failed: ${deviceLabel}`;
  return { do: "raise", episode: failedRule, priority: "critical", sentence, deviceId: reading.deviceId };
}

/** For a rule that failed during a wait, such as that for a suspected fall to be cancelled. */
export function unjudgedWait(failedRule: string): Decision {
  const sentence = `The rule ${failedRule} failed while it waited: check on the people in this home`;
  return { do: "raise", episode: failedRule, priority: "critical", sentence, deviceId: null };
}

/** "Smoke detected" */
export function whatHappened(value: ReadingValue): string {
  switch (value.kind) {
    case "button":
      return "SOS pressed";
    case "fall":
      return value.state === "fallen" ? "Fall detected" : "Fall suspected";
    case "smoke":
      return "Smoke detected";
    case "co":
      return "Carbon monoxide detected";
    case "gas":
      return "Gas detected";
    case "flood":
      return "Flood detected";
    case "unreadable":
      return "A message could not be read";
    default:
      return `A ${value.kind} reading came`;
  }
}

/** In UTC where the home's timezone is not valid, which may be the fault itself. */
function clock(instant: number, { timezone }: HomeFacts): string {
  try {
    return wallClock(instant, timezone);
  } catch {
    return `${new Date(instant).toISOString().slice(11, 16)} UTC`;
  }
}
