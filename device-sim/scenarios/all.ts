import { backlogAfterOutage } from "./backlogAfterOutage.ts";
import { bedExitNoReturn } from "./bedExitNoReturn.ts";
import { deviceSilent } from "./deviceSilent.ts";
import { duplicateBurst } from "./duplicateBurst.ts";
import { fall } from "./fall.ts";
import { nightWandering } from "./nightWandering.ts";
import { press } from "./press.ts";
import type { Scenario } from "./scenario.ts";

export const scenarios: readonly Scenario[] = [
  press,
  fall,
  bedExitNoReturn,
  nightWandering,
  deviceSilent,
  duplicateBurst,
  backlogAfterOutage,
];
