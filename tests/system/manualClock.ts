import { VirtualTimeScheduler } from "rxjs";

/** A clock that stands still until a test moves it; everything scheduled on the way runs, each at its moment. */
export class ManualClock extends VirtualTimeScheduler {
  constructor(startsAt: string) {
    super();
    this.frame = Date.parse(startsAt);
  }

  advance(milliseconds: number): void {
    const until = this.frame + milliseconds;
    this.maxFrames = until;
    this.flush();
    this.frame = until;
  }
}
