import type { SchedulerLike } from "rxjs";

/**
 * The one clock of the service. It is an RxJS scheduler, so that streams and timers use it and a test can replace all of them at once
 * with a VirtualTimeScheduler. `now()` is epoch milliseconds.
 */
export type Clock = SchedulerLike;
