import { afterAll } from "vitest";
import { ManualClock } from "./manualClock.ts";
import { type Passes, passingTime } from "./passingTime.ts";
import { startTestService, type TestService } from "./service.ts";

/** A service whose clock a test moves. It starts at `from` (RFC 3339) and stops at the end of the test file. */
export async function timedTown(from: string): Promise<{ clock: ManualClock; town: TestService; passes: Passes }> {
  const clock = new ManualClock(from);
  const town = await startTestService({ clock });
  afterAll(() => town.stop());
  return { clock, town, passes: await passingTime(town, clock) };
}
