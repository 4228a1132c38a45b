import pg from "pg";
import { afterAll, describe, expect, test } from "vitest";
import { timedTown } from "../setup/timedTown.ts";

const { clock, town, passes } = await timedTown("2026-11-21T22:00:00.000Z");
const database = new pg.Client({ connectionString: town.service.databaseUrl });
await database.connect();
afterAll(() => database.end());
const minute = 60_000;
const inMinutes = (minutes: number): string => new Date(clock.now() + minutes * minute).toISOString();
const pathOf = (homeId: string): string => `/api/v1/homes/${homeId}/absences`;

describe("absences that are long together", () => {
  const day = 24 * 60;
  /** From and to in days from now. */
  const stay = (homeId: string, from: number, to: number, more: object = {}, by: "operator" | "supervisor" = "operator") =>
    town.call(by, "POST", pathOf(homeId), {
      kind: "carerStaying",
      startsAt: inMinutes(from * day),
      endsAt: inMinutes(to * day),
      suspends: ["bedExit"],
      ...more,
    });
  const statuses = async (...asked: Promise<{ status: number }>[]) => (await Promise.all(asked)).map(({ status }) => status);

  test("need a supervisor and a note, in any number of parts and in any order", async () => {
    const { id } = await town.home();
    expect((await stay(id, 1, 12)).status).toBe(201);
    const next = await stay(id, 12, 23);
    expect([next.status, next.body.error?.message]).toEqual([403, expect.stringContaining("14 days")]);
    expect((await stay(id, 12, 15)).status, "14 days together").toBe(201);
    expect((await stay(id, 0, 1)).status, "one before it counts like one after it").toBe(403);
    expect((await stay(id, 15.9, 16)).status, "a gap of a few hours does not separate them").toBe(403);
    expect((await stay(id, 16, 30)).status, "a gap of a day does").toBe(201);
    expect((await stay(id, 15.1, 15.9)).status, "one that joins two makes one long absence").toBe(403);
    expect((await stay(id, 15.1, 15.9, {}, "supervisor")).status).toBe(422);
    expect((await stay(id, 15.1, 15.9, { note: "Her son is here for the month" }, "supervisor")).status).toBe(201);
  });

  test("count with absences of all kinds, except a carer's stay, which counts with other stays only", async () => {
    const { id } = await town.home();
    const away = { kind: "inHospital" };
    expect(await statuses(stay(id, 1, 81, away), stay(id, 81, 93, { kind: "onHoliday" }))).toEqual([201, 201]);
    expect((await stay(id, 93, 95, away)).status).toBe(403);
    const other = await town.home();
    expect((await stay(other.id, 1, 71, away)).status).toBe(201);
    expect((await stay(other.id, 71, 85)).status, "she is home again, with a carer").toBe(201);
  });

  test("include those that have ended, and not those that were cancelled or ended early", async () => {
    const { id } = await town.home();
    const first = (await stay(id, 0, 13)).body;
    await passes(12 * day * minute);
    expect((await stay(id, 1, 4)).status).toBe(403);
    await passes(1.5 * day * minute);
    expect((await stay(id, 0, 2)).status, "twelve hours after its end").toBe(403);
    expect((await stay(id, 1, 15)).status).toBe(201);
    const other = await town.home();
    const called = (await stay(other.id, 1, 12)).body;
    expect((await town.call("operator", "POST", `${pathOf(other.id)}/${called.id}/end`, {})).status).toBe(200);
    expect((await stay(other.id, 12, 26)).status).toBe(201);
    expect(first.state).toBe("lasting");
  });

  test("include those that ended so long ago that rules no longer read them", async () => {
    const { id } = await town.home();
    for (const [from, to] of [
      [-70, -20],
      [-20, 0],
    ] as const)
      await database.query(
        `INSERT INTO absence (home_id, kind, starts_at, ends_at, suspends, note, by_id, by_name, made_at)
         VALUES ($1, 'inHospital', $2, $3, '{}', '', 'token:1', 'Ada Wright', $2)`,
        [id, inMinutes(from * day), inMinutes(to * day)],
      );
    expect((await stay(id, 0.5, 23, { kind: "inHospital" })).status).toBe(403);
    expect((await stay(id, 0.5, 21, { kind: "inHospital" })).status).toBe(201);
  });
});
