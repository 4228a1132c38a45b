import type { DeviceKind } from "#domain/reading.ts";

/** The device classes of Home Assistant that a sensor of a home may have, and what such a sensor reports. */
const byClass = new Map<string, DeviceKind>([
  ["door", "door"],
  ["garage_door", "door"],
  ["opening", "door"],
  ["window", "door"],
  ["motion", "motion"],
  ["occupancy", "motion"],
  ["presence", "motion"],
  ["smoke", "smoke"],
  ["gas", "gas"],
  ["carbon_monoxide", "co"],
  ["moisture", "flood"],
  ["temperature", "temperature"],
  ["button", "button"],
  ["doorbell", "button"],
]);

/** Falls, calls and beds have no class of their own: their name tells. */
const byName: readonly (readonly [RegExp, DeviceKind])[] = [
  [/\b(?:sos|panic|emergency|pendant)\b/i, "button"],
  [/\bfall(?:en|s)?\b/i, "fall"],
  [/\b(?:bed|mattress)\b/i, "bed"],
  [/\b(?:chair|seat)\b/i, "chair"],
];

/** Components that report something. The others (`light`, `switch`, `update`) are for control. */
const reporting = new Set(["binary_sensor", "sensor", "event", "device_automation"]);

/**
 * What one entity can report, by its component, its class and its names; null where it is nothing for a home. A `sensor` measures: its gas is
 * a concentration, and no alarm.
 */
export function kindOfEntity(component: string, deviceClass: string | null, names: string): DeviceKind | null {
  if (!reporting.has(component)) return null;
  if (component === "device_automation") return "button";
  const classed = byClass.get(deviceClass ?? "") ?? null;
  if (component === "sensor") return classed === "temperature" ? classed : null;
  // A battery or a tamper contact of a bed sensor is no bed.
  if (classed === null && deviceClass !== null && deviceClass !== "safety") return null;
  if (classed !== null && classed !== "motion") return classed;
  const plainNames = names.replaceAll("_", " ");
  return byName.find(([word]) => word.test(plainNames))?.[1] ?? classed;
}
