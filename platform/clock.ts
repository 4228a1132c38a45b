import { asyncScheduler, type SchedulerLike } from "rxjs";

/**
 * The one clock of the service, replaceable as a whole: RxJS's scheduler contract, so that streams, timers and tests
 * share it. `now()` is epoch milliseconds. Tests pass a VirtualTimeScheduler.
 */
export type Clock = SchedulerLike;

export const systemClock: Clock = asyncScheduler;
