import type { Decision } from "#domain/decision.ts";
import { deviceLabel, type HomeFacts } from "#domain/home.ts";
import type { Reading, ReadingValue } from "#domain/reading.ts";
import { wallClock } from "#domain/time/wallClock.ts";

/** Why the engine took a step. */
export type StepCause = { on: "reading"; reading: Reading } | { on: "timer"; dueAt: number } | { on: "start" };

/** A rule that threw: a defect that staff must see, with the step that showed it. The rule is disabled in that home. */
export type RuleFault = { rule: string; error: unknown } & StepCause;

/** The names under which the engine itself raises: when a rule failed somebody, and for the technical list. */
export const ruleFaultName = "ruleFault";
export const disabledRuleName = "ruleDisabled";

/** For the technical list: which rule, and what made it throw. */
export function ruleDisabled(fault: RuleFault, home: HomeFacts): Decision {
  const why = fault.error instanceof Error ? fault.error.message : String(fault.error);
  const what = `The rule ${fault.rule} failed in this home and is set aside (${why.slice(0, 200)})`;
  const deviceId = fault.on === "reading" ? fault.reading.deviceId : null;
  return { do: "raise", technical: true, episode: fault.rule, priority: "info", sentence: `${what}${cameFrom(fault, home)}.`, deviceId };
}

function cameFrom(fault: RuleFault, home: HomeFacts): string {
  if (fault.on === "start") return ", when it was started";
  if (fault.on === "timer") return `, at its timer of ${clock(fault.dueAt, home)}`;
  const { value, deviceId, time } = fault.reading;
  return `, on the reading ${JSON.stringify(value)} of ${clock(time, home)}: ${deviceLabel(home.devices.get(deviceId))}`;
}

/** Nobody is left unheard because a rule has a defect: the plainest alarm there is. */
export function unjudgedReading(failedRule: string, reading: Reading, deviceLabel: string): Decision {
  const sentence = `${whatHappened(reading.value)}, and the rule that should have judged it failed: ${deviceLabel}`;
  return { do: "raise", episode: failedRule, priority: "critical", sentence, deviceId: reading.deviceId };
}

/** The same for what a rule was waiting out, such as a suspected fall that could be cancelled. */
export function unjudgedWait(failedRule: string): Decision {
  const sentence = `The rule ${failedRule} failed while it waited: check on the people in this home`;
  return { do: "raise", episode: failedRule, priority: "critical", sentence, deviceId: null };
}

function whatHappened(value: ReadingValue): string {
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
    default:
      return `A ${value.kind} reading came`;
  }
}

/** Where the fault may be the zone itself, the time is told in UTC: to tell of a fault must not be another. */
function clock(instant: number, { timezone }: HomeFacts): string {
  try {
    return wallClock(instant, timezone);
  } catch {
    return `${new Date(instant).toISOString().slice(11, 16)} UTC`;
  }
}
