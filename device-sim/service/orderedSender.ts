import type { UnitClient, UnitReading } from "./unitClient.ts";

export interface OrderedSender {
  send(unit: UnitClient, reading: UnitReading): Promise<void>;
  /** Resolves when everything sent is acknowledged. */
  settled(): Promise<void>;
}

/**
 * Keeps the order of one home's readings although each of its devices has its own connection: readings are pipelined
 * while the device stays the same, and another device speaks only when everything before is acknowledged.
 * Rejects with the UnitFault of the unit that cannot go on.
 */
export function createOrderedSender(): OrderedSender {
  let speaking: UnitClient | null = null;
  return {
    async send(unit, reading) {
      if (speaking !== null && speaking !== unit) await speaking.drained();
      speaking = unit;
      // A unit that gives up rejects `drained` too, and there it is heard.
      unit.publish(reading).catch(() => {});
    },
    settled: async () => speaking?.drained(),
  };
}
