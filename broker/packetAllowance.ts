/**
 * How many packets one device may send: a token bucket. At 1000 a second, a device that was quiet may send 2000 at once, then 1000
 * a second.
 */
export class PacketAllowance {
  readonly #perSecond: number;
  #left: number;
  #refilledAt: number;

  constructor(perSecond: number, now: number) {
    this.#perSecond = perSecond;
    this.#left = perSecond * 2;
    this.#refilledAt = now;
  }

  /** Spends one packet. False where none is left at `now` (epoch ms). */
  spend(now: number): boolean {
    const secondsPassed = Math.max(0, now - this.#refilledAt) / 1000;
    this.#left = Math.min(this.#perSecond * 2, this.#left + secondsPassed * this.#perSecond);
    this.#refilledAt = now;
    if (this.#left < 1) return false;
    this.#left -= 1;
    return true;
  }
}
