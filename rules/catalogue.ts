import { bedExit } from "./bedExit.ts";
import { boundary } from "./boundary.ts";
import { doorOpen } from "./doorOpen.ts";
import { fall } from "./fall.ts";
import { nightWandering } from "./nightWandering.ts";
import { notBack } from "./notBack.ts";
import type { Rule } from "./rule.ts";
import { sosPress } from "./sosPress.ts";

/** The rules that guard homes, in the order in which they hear a reading. A new rule is its file and one line here. */
export const catalogue: readonly Rule[] = [sosPress, fall, bedExit, nightWandering, boundary, doorOpen, notBack];
