import { standardDevices as d } from "../simulation/homePlan.ts";
import type { Scenario } from "./scenario.ts";

export const fall: Scenario = {
  name: "fall",
  tells: "movement in the bathroom, then the fall detector there detects a fall",
  raises: ["fall"],
  readings: (_plan, from) => [
    { device: d.bathroom, at: from, value: { kind: "motion", detected: true } },
    { device: d.fall, at: from + 6_000, value: { kind: "fall", state: "suspected" } },
    { device: d.fall, at: from + 16_000, value: { kind: "fall", state: "fallen" } },
    { device: d.bathroom, at: from + 20_000, value: { kind: "motion", detected: false } },
  ],
};
