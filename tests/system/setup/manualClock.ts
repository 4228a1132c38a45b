import { type Subscription, VirtualAction, VirtualTimeScheduler } from "rxjs";

/**
 * RxJS hangs each repetition of a timer on the one before it. After some thousands, which is hours of virtual time, letting go of the
 * timer goes down the whole chain and overflows the stack: here the same action goes back into the queue.
 */
class RepeatedAction<T> extends VirtualAction<T> {
  override schedule(state?: T, delay = 0): Subscription {
    if (this.id !== undefined && Number.isFinite(delay)) {
      this.id = undefined;
      this.scheduler.index += 1;
      this.index = this.scheduler.index;
    }
    return super.schedule(state, delay);
  }
}

/** A clock that stands still until a test moves it; everything scheduled on the way runs, each at its moment. */
export class ManualClock extends VirtualTimeScheduler {
  constructor(startsAt: string) {
    super(RepeatedAction as ConstructorParameters<typeof VirtualTimeScheduler>[0]);
    this.frame = Date.parse(startsAt);
  }

  advance(milliseconds: number): void {
    const until = this.frame + milliseconds;
    this.maxFrames = until;
    this.flush();
    this.frame = until;
  }
}
