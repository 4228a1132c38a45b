import { type Subscription, VirtualAction, VirtualTimeScheduler } from "rxjs";

/**
 * An action that repeats without a chain. RxJS links each repetition of a timer to the one before; after some thousands (hours of virtual
 * time), unsubscribing walks the whole chain and overflows the stack. Here the same action goes back into the queue.
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

/** A clock that a test moves by hand. `advance` runs each timer that falls due on the way, at its moment. */
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
