import { standardDevices as d } from "../simulation/homePlan.ts";
import type { Scenario } from "./scenario.ts";

export const duplicateBurst: Scenario = {
  name: "duplicateBurst",
  tells: "one press of SOS is published fifty times, unchanged: one alarm rings once",
  raises: ["sosPress"],
  readings: (_plan, from) => [{ device: d.pendant, at: from, value: { kind: "button", pressed: true }, times: 50 }],
};
