import { heartbeats } from "../simulation/heartbeats.ts";
import { standardDevices as d } from "../simulation/homePlan.ts";
import { inOrder, minute, type Scenario } from "./scenario.ts";

export const backlogAfterOutage: Scenario = {
  name: "backlogAfterOutage",
  tells: "the line is down for two hours; then the devices send their buffered readings at once, oldest first, with a fall among them",
  raises: ["fall"],
  readings(plan, from, seed = 0) {
    const backAt = from + 120 * minute;
    const buffered = [
      ...heartbeats(seed, plan, from, backAt),
      { device: d.bathroom, at: from + 50 * minute, value: { kind: "motion", detected: true } as const },
      { device: d.fall, at: from + 51 * minute, value: { kind: "fall", state: "fallen" } as const },
    ];
    return inOrder(buffered.map((reading) => ({ ...reading, sentAt: backAt, historical: true })));
  },
};
