import type { Decision } from "#domain/decision.ts";
import type { Reading, ReadingValue } from "#domain/reading.ts";

/** A rule that threw: a defect for staff to see, with what made it throw. The rule keeps the state it had before. */
export type RuleFault = { rule: string; error: unknown } & (
  | { on: "reading"; reading: Reading }
  | { on: "timer"; dueAt: number }
  | { on: "start" }
);

/** The name under which the engine itself raises when a rule failed somebody. */
export const ruleFaultName = "ruleFault";

/** Nobody is left unheard because a rule has a defect: the plainest alarm there is. */
export function unjudgedReading(failedRule: string, reading: Reading, deviceLabel: string): Decision {
  const sentence = `${whatHappened(reading.value)}, and the rule that should have judged it failed: ${deviceLabel}`;
  return { do: "raise", episode: failedRule, strength: "critical", sentence, deviceId: reading.deviceId };
}

/** The same for what a rule was waiting out, such as a suspected fall that could be cancelled. */
export function unjudgedWait(failedRule: string): Decision {
  const sentence = `The rule ${failedRule} failed at the end of a wait: check on the people in this home`;
  return { do: "raise", episode: failedRule, strength: "critical", sentence, deviceId: null };
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
