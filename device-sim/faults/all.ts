import type { TimedReading } from "../service/timedReading.ts";
import { lostMessages, repeatingMotion, stickingContacts } from "./contacts.ts";
import { diceOf, type Fault } from "./fault.ts";
import { blips, pulsingMats, stuckBed } from "./mats.ts";
import { badMetadata, clockFaults } from "./metadata.ts";
import { stuckButton, stuckSmoke } from "./stuckAlarms.ts";
import { impossibleTemperatures } from "./thermometers.ts";

/** In the order in which they happen: in the sensor, on the way, in the device's clock and in what it writes. */
export const faults: readonly Fault[] = [
  pulsingMats,
  blips,
  stuckBed,
  repeatingMotion,
  stickingContacts,
  impossibleTemperatures,
  stuckSmoke,
  stuckButton,
  lostMessages,
  clockFaults,
  badMetadata,
];

/**
 * Lays faults over a stream, by name. Each draws its own random numbers, so that leaving one out does not change the effect of the
 * others on the same readings. Example: "stuck-smoke" in a home without a smoke alarm changes nothing.
 */
export function layFaults(readings: readonly TimedReading[], names: readonly string[], seed: number): readonly TimedReading[] {
  let laid = readings;
  for (const [place, fault] of faults.entries()) if (names.includes(fault.name)) laid = fault.lay(laid, diceOf(seed, 100 + place));
  return laid;
}
