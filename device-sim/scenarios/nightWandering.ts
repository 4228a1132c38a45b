import { heartbeats } from "../simulation/heartbeats.ts";
import { standardDevices as d } from "../simulation/homePlan.ts";
import { nextAt } from "../simulation/localDay.ts";
import { inOrder, minute, type Scenario } from "./scenario.ts";

export const nightWandering: Scenario = {
  name: "nightWandering",
  tells: "the person leaves bed at 02:40, goes through the hall and out of the front door; nothing moves indoors after that",
  raises: ["nightWandering", "bedExit"],
  readings(plan, from, seed = 0) {
    const begins = nextAt(2 + 10 / 60, from, plan.timezone);
    const out = begins + 30 * minute;
    return inOrder([
      { device: d.bed, at: begins, value: { kind: "bed", occupied: true } },
      { device: d.bed, at: out, value: { kind: "bed", occupied: false } },
      { device: d.bedroom, at: out + 5_000, value: { kind: "motion", detected: true } },
      { device: d.hall, at: out + 40_000, value: { kind: "motion", detected: true } },
      { device: d.bedroom, at: out + 45_000, value: { kind: "motion", detected: false } },
      { device: d.frontDoor, at: out + 60_000, value: { kind: "door", open: true } },
      { device: d.hall, at: out + 70_000, value: { kind: "motion", detected: false } },
      { device: d.frontDoor, at: out + 75_000, value: { kind: "door", open: false } },
      ...heartbeats(seed, plan, from, out + 90 * minute),
    ]);
  },
};
