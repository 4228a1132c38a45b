import { describe, expect, test } from "vitest";
import { centreAt } from "./centre.ts";

describe("the access notes of a home", async () => {
  const { town, pool, person, home, show } = await centreAt("2026-11-22T02:00:00Z");
  const [robin, kim, lou] = await Promise.all([person("Robin"), person("Kim"), person("Lou", "supervisor")]);
  await Promise.all([robin.desk(), kim.desk(), lou.desk()]);
  const accessNotes = "Key safe left of the door, code 4711";

  async function calling() {
    const rung = await home({ accessNotes });
    await rung.press();
    return { ...rung, caseId: (await rung.case()).id };
  }
  const looks = async (caseId: string) =>
    (await pool.query("SELECT who_name, role, what FROM access_log WHERE case_id = $1 ORDER BY id", [caseId])).rows;

  test("the holder of the case sees them, and the timeline and the access log say who looked", async () => {
    const { caseId } = await calling();
    await robin.does(caseId, "claim");
    const { status, body } = await robin.does(caseId, "access-notes");
    expect([status, body]).toEqual([200, { accessNotes }]);
    await robin.does(caseId, "access-notes");
    const looked = (await show(caseId)).timeline.filter(({ event }) => event === "looked");
    expect(looked).toMatchObject([
      { by: "Robin", text: "Robin looked at the access notes" },
      { by: "Robin", text: "Robin looked at the access notes" },
    ]);
    const look = { who_name: "Robin", role: "operator", what: "accessNotes" };
    expect(await looks(caseId)).toEqual([look, look]);
  });

  test("a supervisor sees those of each open case; an operator who does not hold the case is refused, and no look is recorded", async () => {
    const { caseId } = await calling();
    expect((await kim.does(caseId, "access-notes")).body.error.code).toBe("notHolder");
    await robin.does(caseId, "claim");
    const refused = await kim.does(caseId, "access-notes");
    expect([refused.status, refused.body.error.code]).toEqual([409, "held"]);
    expect(JSON.stringify(refused.body)).not.toContain("4711");
    expect(await looks(caseId)).toEqual([]);
    expect((await lou.does(caseId, "access-notes")).body).toEqual({ accessNotes });
    expect(await looks(caseId)).toMatchObject([{ who_name: "Lou", role: "supervisor" }]);
  });

  test("after the close no one sees them", async () => {
    const { caseId } = await calling();
    await robin.does(caseId, "claim");
    await robin.does(caseId, "close", { outcome: "accidental", note: "Sat on it", rings: 1 });
    for (const each of [robin, lou]) expect((await each.does(caseId, "access-notes")).body.error.code).toBe("closed");
  });

  test("a role that answers no alarms is refused, and a tester does not learn of a live home", async () => {
    const { caseId } = await calling();
    const path = `/api/v1/cases/${caseId}/access-notes`;
    expect((await town.call("installer", "POST", path, {})).status).toBe(403);
    expect((await town.call("carer", "POST", path, {})).status).toBe(403);
    expect((await town.call("tester", "POST", path, {})).status).toBe(404);
    expect((await town.call(null, "POST", path, {})).status).toBe(401);
  });

  test("they are in no list, no record of the home, no case and no live event", async () => {
    const { id, caseId } = await calling();
    const { socket } = await robin.desk();
    const events: unknown[] = [];
    socket.onAny((...event) => events.push(event));
    const answers = [
      await town.call("admin", "GET", "/api/v1/homes?limit=100"),
      await town.call("admin", "GET", `/api/v1/homes/${id}`),
      await town.call("admin", "GET", "/api/v1/cases"),
      await town.call("admin", "GET", `/api/v1/cases/${caseId}`),
      await town.call("admin", "GET", "/api/v1/alarms"),
    ];
    await robin.does(caseId, "claim");
    await robin.does(caseId, "access-notes");
    expect(JSON.stringify(answers)).not.toContain("4711");
    await expect.poll(() => JSON.stringify(events)).toContain("looked at the access notes");
    expect(JSON.stringify(events)).not.toContain("4711");
    expect(answers[1]?.body.hasAccessNotes).toBe(true);
  });
});

describe("the monthly test of a home", async () => {
  const { town, person, home, clock } = await centreAt("2026-11-12T10:00:00Z");
  const robin = await person("Robin");
  await robin.desk();
  const lastTestAt = async (id: string) => (await town.call("operator", "GET", `/api/v1/homes/${id}`)).body.lastTestAt;

  test("a case that is closed as a test call counts as the test; undoing the close takes it back; no other outcome counts", async () => {
    const { id, press, case: shown } = await home();
    expect(await lastTestAt(id)).toBe(null);
    await press();
    const caseId = (await shown()).id;
    await robin.does(caseId, "claim");
    await robin.does(caseId, "close", { outcome: "accidental", note: "Sat on it", rings: 1 });
    expect(await lastTestAt(id)).toBe(null);
    await robin.does(caseId, "reopen");
    await robin.does(caseId, "close", { outcome: "testCall", note: "Test call", rings: 1 });
    expect(await lastTestAt(id)).toBe(new Date(clock.now()).toISOString());
    await robin.does(caseId, "reopen");
    expect(await lastTestAt(id)).toBe(null);
  });
});
