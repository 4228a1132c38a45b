import { heartbeats } from "../simulation/heartbeats.ts";
import { standardDevices as d } from "../simulation/homePlan.ts";
import { inOrder, minute, type Scenario } from "./scenario.ts";

export const deviceSilent: Scenario = {
  name: "deviceSilent",
  tells: "all devices send heartbeats for two hours; then the pendant stops, and the others continue for five hours",
  raises: ["silence"],
  readings(plan, from, seed = 0) {
    const silentFrom = from + 120 * minute;
    const all = [...heartbeats(seed, plan, from, silentFrom + 300 * minute)];
    return inOrder(all.filter((reading) => reading.device !== d.pendant || reading.at < silentFrom));
  },
};
