import { afterAll } from "vitest";
import type { ServerTime } from "#platform/steadyClock.ts";
import { ManualClock } from "./manualClock.ts";
import { type Passes, passingTime } from "./passingTime.ts";
import { type Json, type Provisioned, startTestService, type TestService } from "./service.ts";

export interface SteppedTown {
  town: TestService;
  /** The time that passes; no one can set it. */
  time: ManualClock;
  passes: Passes;
  /** Sets the server's wall clock forward, or back by a negative number of milliseconds. */
  wallClockJumps(byMs: number): void;
  /** The server's wall clock, epoch ms. */
  wall(): number;
  /** Stops the service and starts it again, on another boot of the machine or the same. */
  restarts(how: { anotherBoot: boolean; meanwhile: () => void }): Promise<void>;
  /** A function that publishes readings of this device. */
  says(device: Provisioned): Promise<(reading: object) => Promise<unknown>>;
  alarmsOf(homeId: string): Promise<Json[]>;
}

/** A service on a server whose wall clock a test sets. Time and wall clock begin at `from` (RFC 3339). It stops at the end of the file. */
export async function steppedTown(from: string): Promise<SteppedTown> {
  const time = new ManualClock(from);
  let aheadMs = 0;
  let boots = 1;
  const wall = (): number => time.now() + aheadMs;
  const serverTime = (): ServerTime => ({ scheduler: time, elapsed: () => time.now(), boot: `boot ${boots}`, wall });
  const town = await startTestService({ serverTime: serverTime() });
  afterAll(() => town.stop());
  let devices = 0;
  return {
    town,
    time,
    passes: await passingTime(town, time),
    wallClockJumps: (byMs) => {
      aheadMs += byMs;
    },
    wall,
    restarts: ({ anotherBoot, meanwhile }) => {
      if (anotherBoot) boots += 1;
      return town.restart(meanwhile, { serverTime: serverTime() });
    },
    says: async (device) => {
      const unit = await town.unit(device);
      const boot = `device-${++devices}`;
      let seq = 0;
      return (reading) => unit.publishAsync(device.mqtt.topic, JSON.stringify({ ...reading, seq: ++seq, boot }), { qos: 1 });
    },
    alarmsOf: async (homeId) => (await town.call("operator", "GET", `/api/v1/alarms?home=${homeId}`)).body.items,
  };
}
