import { bedNoReturn } from "./bedNoReturn.ts";
import { fall } from "./fall.ts";
import type { Injection } from "./injection.ts";
import { leaveHome } from "./leaveHome.ts";

export const injections: readonly Injection[] = [bedNoReturn, leaveHome, fall];
