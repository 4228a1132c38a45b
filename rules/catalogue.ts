import { absence } from "./absence.ts";
import { bedExit } from "./bedExit.ts";
import { boundary } from "./boundary.ts";
import { deviceHealth } from "./deviceHealth.ts";
import { doorOpen } from "./doorOpen.ts";
import { environment } from "./environment.ts";
import { fall } from "./fall.ts";
import { inactivity } from "./inactivity.ts";
import { nightWandering } from "./nightWandering.ts";
import { notBack } from "./notBack.ts";
import { notUp } from "./notUp.ts";
import { planReview } from "./planReview.ts";
import type { Rule } from "./rule.ts";
import { silence } from "./silence.ts";
import { sosPress } from "./sosPress.ts";

/** The rules that guard homes, in the order in which they hear a reading. A new rule is its file and one line here. */
export const catalogue: readonly Rule[] = [
  sosPress,
  fall,
  environment,
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
