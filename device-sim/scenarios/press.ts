import { standardDevices as d } from "../simulation/homePlan.ts";
import type { Scenario } from "./scenario.ts";

export const press: Scenario = {
  name: "press",
  tells: "the SOS button of the pendant is pressed",
  raises: ["sosPress"],
  readings: (_plan, from) => [
    { device: d.pendant, at: from, value: { kind: "button", pressed: true }, battery: 84, signal: -61 },
    { device: d.pendant, at: from + 800, value: { kind: "button", pressed: false } },
  ],
};
