import pg from "pg";
import { afterAll, expect, test } from "vitest";
import { steppedTown } from "../setup/steppedTown.ts";

const second = 1_000;
const day = 86_400_000;

const { town, passes, wallClockJumps, says } = await steppedTown("2026-11-22T10:00:00Z");
const database = new pg.Pool({ connectionString: town.service.databaseUrl, max: 1 });
afterAll(() => database.end());
await database.query(`INSERT INTO fallback_contact (name, channel, address) VALUES ('Duty manager', 'text', '+447700900123')`);

const messages = async (): Promise<number> =>
  (await database.query<{ count: number }>("SELECT count(*)::int AS count FROM notification WHERE kind = 'nobodyOnDuty'")).rows[0]?.count ??
  0;
const passTens = async (seconds: number): Promise<void> => {
  for (let passed = 0; passed < seconds; passed += 10) await passes(10 * second);
};

test.for([day, -day])(
  "the server's clock is set by %i ms while no operator is on duty: the next message comes five minutes after the first, and once",
  async (by) => {
    // So that the first message is due with the press.
    await passTens(70);
    const home = await town.home();
    const press = await says(await town.device(home.id));
    await press({ kind: "button", pressed: true });
    const before = await messages();
    await passTens(20);
    await expect.poll(messages).toBe(before + 1);
    wallClockJumps(by);
    await passTens(250);
    expect(await messages()).toBe(before + 1);
    await passTens(60);
    await expect.poll(messages).toBe(before + 2);
    const [{ id }] = (await town.call("operator", "GET", `/api/v1/cases?home=${home.id}&state=open`)).body.items;
    const { rings } = (await town.call("operator", "POST", `/api/v1/cases/${id}/claim`)).body;
    await town.call("operator", "POST", `/api/v1/cases/${id}/close`, { outcome: "accidental", note: "All well", rings });
    wallClockJumps(-by);
    await passTens(30);
  },
);
