import { type DeviceKind, lifeSafetyKinds } from "#domain/reading.ts";
import { celsius, fall, type Meaning, press, state } from "./meaning.ts";
import { plainName } from "./report.ts";

/** The names that makers use, without `_`, `-`, blanks, capital letters and a number at the end. */
const byName = new Map<string, readonly Meaning[]>();
const means = (names: string, ...meanings: Meaning[]): void => {
  for (const name of names.split(" ")) byName.set(name, meanings);
};

means("contact contactstate", state("door", true));
means("door doorstate doorstatus dooropen dooropenstatus window windowopen magnetstatus opening", state("door"));
means("occupancy occupied presence occupancystate", state("motion"), state("chair"), state("bed"));
means("motion motiondetected pir pirstatus movement", state("motion"));
means("inbed bedoccupied bedoccupancy", state("bed"));
means("chairoccupied seatoccupied", state("chair"));
means("smoke smokealarm smokedetected fire firealarm", state("smoke"));
means("waterleak waterleakstatus waterleakage leak leakage leakagestatus flood flooding water waterdetected", state("flood"));
means("gas gasalarm gasdetected gasleak", state("gas"));
means("carbonmonoxide carbonmonoxidealarm co coalarm", state("co"));
means("sos sosalarm emergency panic help panicalarm emergencybutton alarmbutton", state("button"));
means("button press pressed click buttonevent buttonpressed action", press);
means("fall fallen falldetected fallstatus falldown falldownstatus fallalarm", fall);
means("temperature temp temperaturec", celsius);

/** `PIR2` is the second PIR. But `CO2` and `CO3` are no second and third CO. */
const stem = (name: string): string => plainName(name).replace(/(?<=\D{3})\d+$/, "");

/** Names that of another device are a light switch or a plug. */
const unclearNames = new Set(["button", "press", "pressed", "click", "buttonevent", "buttonpressed", "action"]);
export const isUnclear = (name: string): boolean => unclearNames.has(stem(name));

/**
 * The meaning of a well-known name in a message of a device that is registered for `kinds`; undefined where the name is none, or means
 * something that the device is not registered for. Names of life safety mean the same in every device (docs/guarantees.md, 6), except
 * `action` and its like, which of another device is a light switch.
 */
export function wellKnownMeaning(name: string, kinds: readonly DeviceKind[]): Meaning | undefined {
  const meanings = byName.get(stem(name)) ?? [];
  const registered = meanings.find(({ kind }) => kinds.includes(kind));
  if (registered !== undefined) return registered;
  if (isUnclear(name)) return undefined;
  return meanings.find(({ kind }) => lifeSafetyKinds.has(kind));
}

const dangerNames = [...byName].filter(
  ([name, [first]]) => first !== undefined && lifeSafetyKinds.has(first.kind) && !unclearNames.has(name),
);
const spelled = dangerNames.map(([name]) => [...name].join("[_ -]?")).join("|");
const danger = new RegExp(
  `"(?:${spelled})"\\s*:\\s*(?:true\\b|"(?:true|on|alarm|detected|sos|emergency|fall(?:en)?|leak|fire|smoke)")`,
  "i",
);

/** Whether a text names a danger that is there now: `"smoke":true`. It sees what is cut off, and what an object holds twice. */
export const namesDanger = (text: string): boolean => danger.test(text);

/** A well-known name for a value whose kind only the registration tells, such as the input of a relay. */
const nameOfKind = new Map<DeviceKind, string>([
  ["button", "sos"],
  ["fall", "fall"],
  ["smoke", "smoke"],
  ["co", "co"],
  ["gas", "gas"],
  ["flood", "flood"],
  ["door", "door"],
  ["motion", "motion"],
  ["bed", "inbed"],
  ["chair", "chairoccupied"],
]);

/** The name for the first of the kinds that is so or not so; undefined where there is none. */
export const nameForState = (kinds: readonly DeviceKind[]): string | undefined =>
  kinds.map((kind) => nameOfKind.get(kind)).find((name) => name !== undefined);
