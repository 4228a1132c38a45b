import type { ManualClock } from "./manualClock.ts";
import type { TestService } from "./service.ts";

/** Moves the clock by so many milliseconds. Resolves when everything that fell due on the way is recorded. */
export type Passes = (milliseconds: number) => Promise<void>;

/**
 * A timer is set only when the one before it is committed, so this advances several times. A device in a separate home shows when the
 * service has caught up: its heartbeat is acknowledged after everything that was waiting.
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
