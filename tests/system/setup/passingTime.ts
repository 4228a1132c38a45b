import type { ManualClock } from "./manualClock.ts";
import type { TestService } from "./service.ts";

/** Time passes, and all that fell due on the way has been recorded when it resolves. Milliseconds. */
export type Passes = (milliseconds: number) => Promise<void>;

/**
 * The next timer is set once what fell due before it has been committed, so it takes some looking. A device of a home of its own
 * tells when: its heartbeat is acknowledged after whatever was waiting before.
 */
export async function passingTime(town: TestService, clock: ManualClock): Promise<Passes> {
  const { id } = await town.home({ name: "Gatehouse", mode: "test" });
  const bell = await town.device(id, { kind: "heartbeat", expectedIntervalSeconds: null });
  const unit = await town.unit(bell);
  let seq = 0;
  return async (milliseconds) => {
    clock.advance(milliseconds);
    for (let looks = 0; looks < 4; looks += 1) {
      await unit.publishAsync(bell.mqtt.topic, JSON.stringify({ kind: "heartbeat", seq: ++seq, boot: "g" }), { qos: 1 });
      clock.advance(0);
    }
  };
}
