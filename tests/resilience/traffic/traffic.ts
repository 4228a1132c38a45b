import { setTimeout as delay } from "node:timers/promises";
import { differs } from "../checks/difference.ts";
import type { Tally } from "./outbox.ts";

/** What the devices together have sent, and what the service has acknowledged. */
export interface Traffic extends Tally {
  /** Resolves once this many more readings are acknowledged. Throws Difference if that takes longer than a minute. */
  flows(more: number, signal: AbortSignal): Promise<void>;
  acknowledgedCount(): number;
  /** Publishes on the wire, resends included. */
  sentCount(): number;
  /** Times without any acknowledgement that were longer than half a second, epoch ms. */
  gaps(): { from: number; to: number }[];
}

const patienceMs = 60_000;
const gapMs = 500;

export function createTraffic(): Traffic {
  let count = 0;
  let onTheWire = 0;
  let lastAt = Date.now();
  const gaps: { from: number; to: number }[] = [];
  return {
    acknowledged() {
      count += 1;
      const at = Date.now();
      if (at - lastAt > gapMs) gaps.push({ from: lastAt, to: at });
      lastAt = at;
    },
    onTheWire: () => {
      onTheWire += 1;
    },
    async flows(more, signal) {
      const wanted = count + more;
      for (const giveUpAt = Date.now() + patienceMs; count < wanted; await delay(20, undefined, { signal }))
        if (Date.now() > giveUpAt) differs(`nothing was acknowledged for ${patienceMs / 1000} s: the service does not come back`);
    },
    acknowledgedCount: () => count,
    sentCount: () => onTheWire,
    gaps: () => gaps,
  };
}
