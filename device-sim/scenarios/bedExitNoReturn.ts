import { heartbeats } from "../simulation/heartbeats.ts";
import { standardDevices as d } from "../simulation/homePlan.ts";
import { nextAt } from "../simulation/localDay.ts";
import { inOrder, minute, type Scenario } from "./scenario.ts";

export const bedExitNoReturn: Scenario = {
  name: "bedExitNoReturn",
  tells: "the person leaves bed at 02:10, goes to the bathroom and does not come back",
  raises: ["bedExit"],
  readings(plan, from, seed = 0) {
    const begins = nextAt(1 + 40 / 60, from, plan.timezone);
    const out = begins + 30 * minute;
    return inOrder([
      { device: d.bed, at: begins, value: { kind: "bed", occupied: true } },
      { device: d.bed, at: out, value: { kind: "bed", occupied: false } },
      { device: d.bedroom, at: out + 4_000, value: { kind: "motion", detected: true } },
      { device: d.bathroom, at: out + 30_000, value: { kind: "motion", detected: true } },
      { device: d.bathroom, at: out + 90_000, value: { kind: "motion", detected: false } },
      // A test home goes by its readings' clock: these heartbeats let time pass.
      ...heartbeats(seed, plan, from, out + 90 * minute),
    ]);
  },
};
