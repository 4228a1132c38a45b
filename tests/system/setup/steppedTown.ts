import { afterAll } from "vitest";
import { ManualClock } from "./manualClock.ts";
import { type Passes, passingTime } from "./passingTime.ts";
import { startTestService, type TestService } from "./service.ts";

export interface SteppedTown {
  town: TestService;
  /** The time that passes; no one can set it. */
  time: ManualClock;
  passes: Passes;
  /** Sets the server's wall clock forward, or back by a negative number of milliseconds. */
  wallClockJumps(byMs: number): void;
  /** The server's wall clock, epoch ms. */
  wall(): number;
}

/** A service on a server whose wall clock a test sets. Time and wall clock begin at `from` (RFC 3339). It stops at the end of the file. */
export async function steppedTown(from: string): Promise<SteppedTown> {
  const time = new ManualClock(from);
  let aheadMs = 0;
  const wall = (): number => time.now() + aheadMs;
  const town = await startTestService({ serverTime: { scheduler: time, elapsed: () => time.now(), wall } });
  afterAll(() => town.stop());
  return {
    town,
    time,
    passes: await passingTime(town, time),
    wallClockJumps: (byMs) => {
      aheadMs += byMs;
    },
    wall,
  };
}
