import { z } from "zod";
import { planDifference } from "../planDifference.ts";

/** A wait in the unit of its setting, or a time of day such as "22:00". */
export const settingValue = z.union([z.number(), z.string()]);
export type SettingValue = z.infer<typeof settingValue>;

const count = z.number().int();

/** What a suggested setting costs when help is needed: an event is injected into recorded nights, under both plans. */
const eventDelay = z.object({
  event: z.string().describe("What happens in the event."),
  nights: count.describe("Into how many recorded nights the event was injected, each in a run of its own."),
  foundNow: count,
  foundThen: count,
  leastMinutes: z
    .number()
    .nullable()
    .describe("How much later the rule rings. Negative: earlier. Null: it was not found under both plans."),
  mostMinutes: z.number().nullable(),
});
export type EventDelay = z.infer<typeof eventDelay>;

export const suggestedSetting = z.object({
  rule: z.string(),
  title: z.string().describe("The heading of the rule."),
  setting: z.string(),
  settingTitle: z.string(),
  unit: z.string().nullable(),
  now: settingValue,
  suggested: settingValue
    .nullable()
    .describe("Null: no setting from `floor` to `ceiling` rings rarely enough and loses no alarm that was needed."),
  floor: settingValue.describe("The quickest setting that is ever suggested."),
  ceiling: settingValue.describe("The slowest setting that is ever suggested."),
  ringsNow: count.describe("Alarms of the rule in these nights that were not needed, under the live plan."),
  ringsThen: count.nullable().describe("The same with the suggested setting."),
  mostRings: count.describe("How many are allowed: one in 14 nights."),
  delay: eventDelay.nullable().describe("Null where nothing is suggested, or the home has no device for the event."),
  difference: planDifference
    .nullable()
    .describe("The live plan and the plan with the suggested setting; null where it is the present one."),
  words: z.string(),
});
export type SuggestedSetting = z.infer<typeof suggestedSetting>;

export const suggestedSettings = z
  .object({
    homeId: z.string(),
    nights: count,
    heardNights: count.describe("Nights with readings: about the others nothing is known."),
    enough: z.boolean().describe("False: too few nights have readings, so nothing is suggested."),
    items: z.array(suggestedSetting),
    next: z.null(),
  })
  .meta({ id: "SuggestedSettings" });
export type SuggestedSettings = z.infer<typeof suggestedSettings>;

/** Fewer nights with readings say too little about a home. */
export const leastHeardNights = 7;

/** One alarm in 14 nights that was not needed, and at least one. */
export const mostRingsIn = (nights: number): number => Math.max(1, Math.floor(nights / 14));

/** "25 min", "22:00" */
export const settingText = (value: SettingValue, unit: string | null): string =>
  typeof value === "number" ? `${value} ${unit ?? ""}`.trim() : value;

const times = (rings: number): string => (rings === 1 ? "once" : `${rings} times`);

/**
 * What a supervisor reads. Example: "It rang 4 times in 28 nights without need. With 30 min instead of 20 min it would have rung 2 times. In the event “the
 * person leaves the bed and lies still” it would ring 10 min later."
 */
export function suggestionWords(one: Omit<SuggestedSetting, "words">, heardNights: number): string {
  const { now, suggested, unit, ringsNow, ringsThen, mostRings, floor, ceiling } = one;
  const text = (value: SettingValue) => settingText(value, unit);
  const rang =
    ringsNow === 0
      ? `It did not ring in ${heardNights} nights without need.`
      : `It rang ${times(ringsNow)} in ${heardNights} nights without need.`;
  if (suggested === null)
    return `${rang} No setting from ${text(floor)} to ${text(ceiling)} would have rung at most ${times(mostRings)} and lost no alarm that was needed: look at the sensors instead.`;
  if (suggested === now) return `${rang} ${text(now)} is the quickest setting that rings at most ${times(mostRings)}.`;
  return `${rang} With ${text(suggested)} instead of ${text(now)} it would ${ringsThen === 0 ? "not have rung" : `have rung ${times(ringsThen ?? 0)}`}. ${delayWords(one.delay)}`.trim();
}

function delayWords(delay: EventDelay | null): string {
  if (delay === null) return "";
  const { event, nights, foundNow, foundThen, leastMinutes, mostMinutes } = delay;
  const missed = foundThen < foundNow ? ` It would have missed ${foundNow - foundThen} of ${nights}.` : "";
  if (leastMinutes === null || mostMinutes === null) return `In the event “${event}” it does not ring under both plans.${missed}`;
  return `In the event “${event}”, injected into ${nights} nights, it would ring ${laterText(leastMinutes, mostMinutes)}.${missed}`;
}

function laterText(least: number, most: number): string {
  if (least === 0 && most === 0) return "at the same time";
  const range = Math.abs(least) === Math.abs(most) ? `${Math.abs(most)}` : `${least} to ${most}`;
  return most < 0 ? `${range.replaceAll("-", "")} min earlier` : `${range} min later`;
}
