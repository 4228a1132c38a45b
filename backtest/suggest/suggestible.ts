import type { SettingValue } from "#domain/suggest/suggestedSettings.ts";
import type { EventKind } from "#rules/compare/injectedEvent.ts";

/** A setting that is suggested to supervisors, and the event that shows what it costs. */
export interface Suggestible {
  rule: string;
  setting: string;
  /** From the floor to the ceiling: the first is the quickest, the last the slowest that is ever suggested. */
  values: readonly [SettingValue, ...SettingValue[]];
  event: EventKind;
}

const halfHours = (from: number, to: number): [string, ...string[]] =>
  Array.from({ length: (to - from) * 2 + 1 }, (_, place) => {
    const hours = from + place / 2;
    return `${String(Math.floor(hours)).padStart(2, "0")}:${hours % 1 === 0 ? "00" : "30"}`;
  }) as [string, ...string[]];

/** Wandering and calls for help ring at once, so they have no setting to suggest. */
export const suggestible: readonly Suggestible[] = [
  // The longest of 212 recorded trips at night took 10 min 16 s. Who lies on the floor for 45 min is in danger.
  { rule: "bedExit", setting: "exitMinutes", values: [15, 20, 25, 30, 35, 40, 45], event: "leavesBed" },
  // The longest ordinary opening in two recorded homes took 9 min.
  { rule: "doorOpen", setting: "nightMinutes", values: [10, 15, 20, 25, 30], event: "doorStaysOpen" },
  { rule: "notBack", setting: "backBy", values: halfHours(20, 23.5), event: "leavesHome" },
  { rule: "inactivity", setting: "hours", values: [6, 8, 10, 12, 14, 16], event: "liesStill" },
  { rule: "notUp", setting: "by", values: halfHours(9, 12), event: "staysInBed" },
];

/** The values with the present one among them, if it lies between the floor and the ceiling. */
export function valuesToTry({ values }: Suggestible, now: SettingValue): SettingValue[] {
  const [floor, ceiling] = [values[0], values.at(-1) ?? values[0]];
  if (values.includes(now) || now < floor || now > ceiling) return [...values];
  return [...values, now].sort((a, b) => (a < b ? -1 : 1));
}
