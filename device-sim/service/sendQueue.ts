import type { ConnectionFault } from "./connectionFault.ts";
import type { DeviceMessage } from "./deviceMessage.ts";

export interface QueuedMessage {
  message: DeviceMessage;
  acknowledged: boolean;
  resolve(): void;
  reject(fault: ConnectionFault): void;
}

/**
 * The messages of one device that wait for their PUBACK, in the order in which they were published. The first `#inFlight` of them are
 * on the wire of the present connection; a lost connection puts all of them back to "not sent".
 */
export class SendQueue {
  #messages: QueuedMessage[] = [];
  #inFlight = 0;
  #fault: ConnectionFault | null = null;
  #waiting: PromiseWithResolvers<void>[] = [];

  get fault(): ConnectionFault | null {
    return this.#fault;
  }

  /** Resolves at the PUBACK. */
  add(message: DeviceMessage): Promise<void> {
    if (this.#fault !== null) return Promise.reject(this.#fault);
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.#messages.push({ message, acknowledged: false, resolve, reject });
    return promise;
  }

  /** The next message to send, which counts as in flight from now on; null where `limit` are in flight or none is left. */
  takeNext(limit: number): QueuedMessage | null {
    const next = this.#messages[this.#inFlight];
    if (this.#inFlight >= limit || next === undefined) return null;
    this.#inFlight += 1;
    return next;
  }

  acknowledge(queued: QueuedMessage): void {
    queued.acknowledged = true;
    queued.resolve();
    while (this.#messages[0]?.acknowledged) {
      this.#messages.shift();
      this.#inFlight -= 1;
    }
    if (this.#messages.length === 0) this.#settle();
  }

  /** The connection is lost: every message without a PUBACK is sent again on the next one, first to last. */
  connectionLost(): void {
    this.#messages = this.#messages.filter(({ acknowledged }) => !acknowledged);
    this.#inFlight = 0;
  }

  /** Resolves when every message is acknowledged; rejects with the fault that ended the queue. */
  drained(): Promise<void> {
    if (this.#fault !== null) return Promise.reject(this.#fault);
    if (this.#messages.length === 0) return Promise.resolve();
    const waiting = Promise.withResolvers<void>();
    this.#waiting.push(waiting);
    return waiting.promise;
  }

  /** Rejects what waits for its PUBACK, and everything after it. */
  fail(fault: ConnectionFault): void {
    this.#fault = fault;
    const unacknowledged = this.#messages.filter(({ acknowledged }) => !acknowledged);
    this.#messages = [];
    this.#inFlight = 0;
    for (const { reject } of unacknowledged) reject(fault);
    this.#settle();
  }

  #settle(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const { resolve, reject } of waiting) this.#fault === null ? resolve() : reject(this.#fault);
  }
}
