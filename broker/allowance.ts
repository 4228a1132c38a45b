/** What one device may send: so many packets a second for long, and twice that in a burst. */
export class Allowance {
  readonly #rate: number;
  #left: number;
  #at: number;

  constructor(perSecond: number, now: number) {
    this.#rate = perSecond;
    this.#left = perSecond * 2;
    this.#at = now;
  }

  /** Takes one; false where none is left at `now` (epoch ms). */
  spend(now: number): boolean {
    this.#left = Math.min(this.#rate * 2, this.#left + (Math.max(0, now - this.#at) / 1000) * this.#rate);
    this.#at = now;
    if (this.#left < 1) return false;
    this.#left -= 1;
    return true;
  }
}
