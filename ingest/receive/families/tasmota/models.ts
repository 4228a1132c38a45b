import type { DeviceKind } from "#domain/reading.ts";
import { type ModelTable, modelNamed } from "../mapping/model.ts";

/**
 * What is connected to a Tasmota, in words that an installer can choose, and Zigbee sensors of its bridge by their `ModelId`. Tasmota gives
 * no model of what hangs on its inputs.
 */
const models: ModelTable<readonly DeviceKind[]> = new Map<string, readonly DeviceKind[]>([
  ["DOOR CONTACT", ["door"]],
  ["PIR", ["motion"]],
  ["RADAR", ["motion"]],
  ["LEAK CONTACT", ["flood"]],
  ["SMOKE CONTACT", ["smoke"]],
  ["GAS CONTACT", ["gas"]],
  ["CO CONTACT", ["co"]],
  ["FALL CONTACT", ["fall"]],
  ["PULL CORD", ["button"]],
  ["PUSH BUTTON", ["button"]],
  ["BED CONTACT", ["bed"]],
  ["CHAIR CONTACT", ["chair"]],
  ["LUMI.SENSOR_MAGNET.AQ2", ["door"]],
  ["LUMI.SENSOR_MAGNET", ["door"]],
  ["LUMI.SENSOR_MOTION.AQ2", ["motion"]],
  ["LUMI.SENSOR_MOTION", ["motion"]],
  ["LUMI.SENSOR_WLEAK.AQ1", ["flood"]],
  ["LUMI.SENSOR_SMOKE", ["smoke"]],
  ["LUMI.SENSOR_SWITCH.AQ2", ["button"]],
  ["TS0203", ["door"]],
  ["TS0202", ["motion"]],
  ["TS0207", ["flood"]],
  ["TS0205", ["smoke"]],
  ["TS0215A", ["button"]],
]);

export const kindsOfTasmota = (name: string): readonly DeviceKind[] | undefined => modelNamed(models, name);

/** The contact is wired so that `OFF` means open, wet or pressed. */
export const isInverted = (model: string | null): boolean => model !== null && /\binverted\b/i.test(model);
