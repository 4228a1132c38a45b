import type { DeviceKind } from "#domain/reading.ts";
import { type ModelTable, modelNamed } from "../mapping/model.ts";

/** Shelly devices of the second generation and later that a home may have, by the words of their names and by their numbers. */
const models: ModelTable<readonly DeviceKind[]> = new Map<string, readonly DeviceKind[]>([
  ["PLUS SMOKE", ["smoke"]],
  ["SHELLYPLUSSMOKE", ["smoke"]],
  ["SNSN-0031Z", ["smoke"]],
  ["FLOOD", ["flood"]],
  ["SHELLYFLOODG4", ["flood"]],
  ["S4SN-0071A", ["flood"]],
  ["S4SN-0071Z", ["flood"]],
  ["BLU DOOR", ["door"]],
  ["BLU DOOR WINDOW", ["door"]],
  ["SBDW-002C", ["door"]],
  ["BLU MOTION", ["motion"]],
  ["SBMO-003Z", ["motion"]],
  ["BLU BUTTON", ["button"]],
  ["SBBT-002C", ["button"]],
  ["PRESENCE", ["motion"]],
  ["SHELLYPRESENCEG4", ["motion"]],
  ["I4", ["button"]],
  ["SHELLYPLUSI4", ["button"]],
  ["H T", ["temperature"]],
  ["SHELLYPLUSHT", ["temperature"]],
]);

export const kindsOfShelly = (name: string): readonly DeviceKind[] | undefined => modelNamed(models, name);
