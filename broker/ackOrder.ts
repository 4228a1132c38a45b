import type { Acknowledgement } from "#domain/reading.ts";

interface Slot {
  acknowledgement: Acknowledgement | null;
  send: (acknowledgement: Acknowledgement) => void;
}

/**
 * Sends the acknowledgements of one connection in the order of its publishes (MQTT 3.1.1, 4.6). The service commits urgent readings
 * first, so they can be recorded in another order.
 *
 * Example: a device publishes movement 15, movement 16 and press 17. The press is committed first and its alarm rings. Its PUBACK
 * waits: the device gets 15, 16, 17 once both movements are committed.
 */
export class AckOrder {
  #slots: Slot[] = [];

  /** Takes the next place. Call the returned function once, when the publish is recorded or cannot be. */
  add(send: (acknowledgement: Acknowledgement) => void): (acknowledgement: Acknowledgement) => void {
    const slot: Slot = { acknowledgement: null, send };
    this.#slots.push(slot);
    return (acknowledgement) => {
      slot.acknowledgement = acknowledgement;
      this.#sendInOrder();
    };
  }

  #sendInOrder(): void {
    let settled = 0;
    for (const slot of this.#slots) {
      if (slot.acknowledgement === null) break;
      settled += 1;
    }
    if (settled === 0) return;
    for (const slot of this.#slots.splice(0, settled)) if (slot.acknowledgement !== null) slot.send(slot.acknowledgement);
  }
}
