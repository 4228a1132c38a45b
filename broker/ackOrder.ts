/** What became of a publish: kept for good (acknowledge), or not (close the connection so that the device resends). */
export type Answer = "recorded" | "notRecorded";

interface Slot {
  answer: Answer | null;
  done: (answer: Answer) => void;
}

/**
 * Answers of one client in the order of its publishes (MQTT 3.1.1, 4.6), whatever the order in which they were
 * committed: an urgent reading is committed before bulk ones that came earlier, but acknowledged after them.
 */
export class AckOrder {
  #slots: Slot[] = [];

  /** Takes the next place; call what it returns once, with what became of the publish. */
  add(done: (answer: Answer) => void): (answer: Answer) => void {
    const slot: Slot = { answer: null, done };
    this.#slots.push(slot);
    return (answer) => {
      slot.answer = answer;
      this.#flush();
    };
  }

  #flush(): void {
    let answered = 0;
    for (const slot of this.#slots) {
      if (slot.answer === null) break;
      answered += 1;
    }
    if (answered === 0) return;
    for (const slot of this.#slots.splice(0, answered)) if (slot.answer !== null) slot.done(slot.answer);
  }
}
