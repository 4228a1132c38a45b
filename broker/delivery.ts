import type { Gate } from "./gate.ts";

/** A connection that breaks this soon after an acknowledgement may have lost it: the device sends the message again. */
const inTransitMs = 10_000;

/** One connection of a device, as far as its acknowledgements are concerned. */
export class AckPath {
  /** When the connection ended without DISCONNECT, epoch ms; null while it is up, and where the device ended it in order. */
  brokeAt: number | null = null;
  /** The QoS 2 publishes that wait for PUBREL, by packet id. */
  readonly #unreleased = new Map<number, Delivery>();

  constructor(gate: Gate, now: () => number) {
    gate.once("close", () => {
      if (!gate.saidDisconnect) this.brokeAt = now();
    });
    gate.on("pubrel", (messageId: number) => {
      this.#unreleased.get(messageId)?.released();
      this.#unreleased.delete(messageId);
    });
  }

  publish(qos: 0 | 1 | 2, messageId: number): Delivery {
    const delivery = new Delivery(this, qos);
    if (qos === 2) this.#unreleased.set(messageId, delivery);
    return delivery;
  }
}

/**
 * One publish and its acknowledgement: PUBACK for QoS 1, PUBREC for QoS 2. It tells whether the device can know that the message is recorded:
 * only then is a further message with the same content certainly a new one.
 *
 * Example: PUBACK written at 02:14:05, and the connection broke at 02:14:09. The PUBACK may be lost, so the same press at 02:14:12 may be a
 * resend. Had the connection still been up at 02:14:12, the press would be a new one.
 */
class Delivery {
  readonly #path: AckPath;
  readonly #qos: 0 | 1 | 2;
  #acknowledgedAt: number | null = null;
  #isReleased = false;

  constructor(path: AckPath, qos: 0 | 1 | 2) {
    this.#path = path;
    this.#qos = qos;
  }

  acknowledged(at: number): void {
    this.#acknowledgedAt = at;
  }

  /** PUBREL for this publish came: the device has got its PUBREC. */
  released(): void {
    this.#isReleased = true;
  }

  /**
   * False while no acknowledgement was written, where the connection broke within 10 s after it, and in QoS 2 before PUBREL. QoS 0 has no
   * acknowledgement and needs none: no device sends such a message again.
   */
  readonly isAcknowledged = (): boolean => {
    const { brokeAt } = this.#path;
    if (this.#qos === 0) return true;
    if (this.#acknowledgedAt === null) return false;
    if (this.#qos === 2) return this.#isReleased;
    return brokeAt === null || brokeAt - this.#acknowledgedAt > inTransitMs;
  };
}
