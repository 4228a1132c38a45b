import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ManualClock } from "../setup/manualClock.ts";
import { startTestService, type TestService } from "../setup/service.ts";
import { homeAtWork } from "./installingTown.ts";

const clock = new ManualClock("2026-11-24T12:00:00.000Z");
let town: TestService;
beforeAll(async () => {
  town = await startTestService({ clock });
});
afterAll(() => town.stop());

test("commissioning of a home ends while another home, which is due before it, is locked", async () => {
  const [locked, other] = [await homeAtWork(town), await homeAtWork(town)];
  await expect
    .poll(
      async () => {
        clock.advance(5_000);
        return [(await locked.view()).until, (await other.view()).until].every((until) => until !== null);
      },
      { timeout: 30_000 },
    )
    .toBe(true);
  const session = new pg.Client({ connectionString: town.service.databaseUrl });
  await session.connect();
  try {
    await session.query("UPDATE home SET commissioning_until = commissioning_until - interval '1 minute' WHERE id = $1", [locked.id]);
    await session.query("BEGIN");
    await session.query("SELECT FROM home WHERE id = $1 FOR UPDATE", [locked.id]);
    clock.advance(4 * 3_600_000);
    const modeOf = async (id: string): Promise<string> => (await town.call("installer", "GET", `/api/v1/homes/${id}`)).body.mode;
    const movingUntilLive = (id: string) =>
      expect
        .poll(
          async () => {
            clock.advance(5_000);
            return modeOf(id);
          },
          { timeout: 60_000 },
        )
        .toBe("live");
    await movingUntilLive(other.id);
    expect(await modeOf(locked.id)).toBe("commissioning");
    await session.query("ROLLBACK");
    await movingUntilLive(locked.id);
  } finally {
    await session.end();
  }
}, 180_000);
