import { environment } from "./calls/environment.ts";
import { fall } from "./calls/fall.ts";
import { sosPress } from "./calls/sosPress.ts";
import { unreadableMessage } from "./calls/unreadableMessage.ts";
import { deviceHealth } from "./devices/deviceHealth.ts";
import { silence } from "./devices/silence.ts";
import { absence } from "./living/absence.ts";
import { bedExit } from "./living/bedExit.ts";
import { boundary } from "./living/boundary.ts";
import { doorOpen } from "./living/doorOpen.ts";
import { inactivity } from "./living/inactivity.ts";
import { nightWandering } from "./living/nightWandering.ts";
import { notBack } from "./living/notBack.ts";
import { notUp } from "./living/notUp.ts";
import { planReview } from "./plan/planReview.ts";
import type { Rule } from "./rule.ts";

/** All rules, in the order in which each reading goes to them. CONTRIBUTING.md says how to add one. */
export const catalogue: readonly Rule[] = [
  sosPress,
  fall,
  environment,
  unreadableMessage,
  bedExit,
  nightWandering,
  boundary,
  doorOpen,
  notBack,
  inactivity,
  notUp,
  silence,
  deviceHealth,
  absence,
  planReview,
];
