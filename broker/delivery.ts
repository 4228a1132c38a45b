import type { Gate } from "./gate.ts";

/** A connection that breaks this soon after an acknowledgement may have lost it: the device sends the message again. */
const inTransitMs = 10_000;

/** One connection of a device, as far as its acknowledgements are concerned. */
export class AckPath {
  readonly #gate: Gate;
  /** When the connection ended without DISCONNECT, epoch ms; null while it is up, and where the device ended it in order. */
  brokeAt: number | null = null;

  constructor(gate: Gate, now: () => number) {
    this.#gate = gate;
    gate.once("close", () => {
      if (!gate.saidDisconnect) this.brokeAt = now();
    });
  }

  /** How many PUBREL the device has sent: each says that it has got a PUBREC. */
  get pubrels(): number {
    return this.#gate.pubrels;
  }
}

/**
 * One publish and its acknowledgement (PUBACK, or PUBREC for QoS 2). It tells whether the device can know that the message is recorded: only
 * then is a further message with the same content certainly a new one.
 *
 * Example: PUBACK written at 02:14:05, and the connection broke at 02:14:09. The PUBACK may be lost, so the same press at 02:14:12 may be a
 * resend. Had the connection still been up at 02:14:12, the press would be a new one.
 */
export class Delivery {
  readonly #path: AckPath;
  readonly #qos: 0 | 1 | 2;
  #acknowledgedAt: number | null = null;
  #pubrelsBefore = 0;

  constructor(path: AckPath, qos: 0 | 1 | 2) {
    this.#path = path;
    this.#qos = qos;
  }

  acknowledged(at: number): void {
    this.#acknowledgedAt = at;
    this.#pubrelsBefore = this.#path.pubrels;
  }

  /** False while no acknowledgement was written, where the connection broke within 10 s after it, and in QoS 2 before the device's PUBREL. */
  readonly isCertain = (): boolean => {
    const { brokeAt, pubrels } = this.#path;
    if (this.#acknowledgedAt === null) return false;
    if (this.#qos === 2 && pubrels === this.#pubrelsBefore) return false;
    return brokeAt === null || brokeAt - this.#acknowledgedAt > inTransitMs;
  };
}
