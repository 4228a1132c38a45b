import { describe, expect, test } from "vitest";
import { centreAt } from "./centre.ts";

const second = 1_000;
const minute = 60 * second;

describe("the holder of a case leaves", async () => {
  const { town, passes, person, home, show, comesBack, pool } = await centreAt("2026-11-22T02:00:00Z");
  const origin = town.service.httpUrl;
  const headers = { origin, "content-type": "application/json" };

  async function pressed() {
    const calling = await home();
    await calling.press();
    return (await calling.case()).id;
  }

  /** An operator with an account, signed in as a browser does it. */
  async function signedIn(name: string) {
    const account = { email: `${name.toLowerCase()}@centre.example`, name, role: "operator" as const, password: "a long night shift" };
    await town.service.accounts.create(account);
    const body = JSON.stringify({ email: account.email, password: account.password });
    /** At one more desk. */
    const signIn = async () => {
      const answer = await fetch(`${origin}/api/auth/sign-in/email`, { method: "POST", headers, body });
      const cookie = answer.headers
        .getSetCookie()
        .map((one) => one.split(";")[0])
        .join("; ");
      return (path: string) => fetch(`${origin}${path}`, { method: "POST", headers: { ...headers, cookie }, body: "{}" });
    };
    return { post: await signIn(), signIn, email: account.email };
  }

  const isBackInQueue = async (caseId: string, why: string): Promise<void> => {
    const after = await comesBack(caseId);
    expect(after).toMatchObject({ state: "waiting", heldBy: null, sounds: "operators" });
    expect(after.timeline.findLast(({ event }) => event === "lost")?.text).toContain(why);
  };

  test("an operator who signs out loses the case within 30 seconds", async () => {
    const ada = await signedIn("Ada");
    const caseId = await pressed();
    expect((await ada.post(`/api/v1/cases/${caseId}/claim`)).status).toBe(200);
    expect((await ada.post("/api/auth/sign-out")).status).toBe(200);
    await isBackInQueue(caseId, "Ada signed out");
  });

  test("an operator whose account may no longer answer alarms loses the case within 30 seconds", async () => {
    const bea = await signedIn("Bea");
    const caseId = await pressed();
    expect((await bea.post(`/api/v1/cases/${caseId}/claim`)).status).toBe(200);
    await pool.query(`UPDATE "user" SET role = 'carer' WHERE email = $1`, [bea.email]);
    await isBackInQueue(caseId, "Bea signed out, or may no longer answer alarms");
  });

  test("a program whose token is revoked loses the case within 30 seconds", async () => {
    const robot = await person("Robot");
    const caseId = await pressed();
    await robot.does(caseId, "claim");
    await town.service.tokens.revoke(robot.tokenId);
    await isBackInQueue(caseId, "Robot signed out");
  });

  test("a holder whose desk is connected keeps the case; one whose desk was disconnected for two minutes loses it", async () => {
    const robin = await person("Robin");
    const desk = await robin.desk();
    const caseId = await pressed();
    await robin.does(caseId, "claim");
    await passes(4 * minute);
    expect(await show(caseId)).toMatchObject({ state: "claimed", heldBy: { name: "Robin" } });
    await robin.does(caseId, "heard");
    desk.leave();
    const kim = await person("Kim");
    const watching = await kim.desk();
    await expect.poll(() => watching.onDuty().map(({ name }) => name)).toEqual(["Kim"]);
    await passes(110 * second);
    expect(await show(caseId)).toMatchObject({ state: "claimed" });
    await isBackInQueue(caseId, "Robin has no connected desk");
    watching.leave();
  });

  test("a laptop that is opened again within two minutes keeps the case", async () => {
    const robin = await person("Robin");
    const desk = await robin.desk();
    const caseId = await pressed();
    await robin.does(caseId, "claim");
    desk.leave();
    await passes(90 * second);
    const again = await robin.desk();
    await passes(90 * second);
    expect(await show(caseId)).toMatchObject({ state: "claimed", heldBy: { name: "Robin" } });
    again.leave();
  });

  test("a holder who claims again at another desk keeps the case when she signs out at the first one", async () => {
    const cleo = await signedIn("Cleo");
    const atSecondDesk = await cleo.signIn();
    const caseId = await pressed();
    expect((await cleo.post(`/api/v1/cases/${caseId}/claim`)).status).toBe(200);
    expect((await atSecondDesk(`/api/v1/cases/${caseId}/claim`)).status).toBe(200);
    const robot = await person("Robot");
    const later = await pressed();
    await robot.does(later, "claim");
    expect((await cleo.post("/api/auth/sign-out")).status).toBe(200);
    await town.service.tokens.revoke(robot.tokenId);
    // The look that finds this one has seen Cleo's case before.
    await isBackInQueue(later, "Robot signed out");
    expect(await show(caseId)).toMatchObject({ state: "claimed", heldBy: { name: "Cleo" } });
    expect((await atSecondDesk("/api/auth/sign-out")).status).toBe(200);
    await isBackInQueue(caseId, "Cleo signed out");
  });

  test("cases come back in the order of their numbers, and one that cannot be written keeps no other waiting", async () => {
    // 98, 99, 100, 101: as text, 100 would come first.
    await pool.query("SELECT setval(pg_get_serial_sequence('alarm_case', 'id'), 97)");
    const robot = await person("Robot");
    const caseIds: string[] = [];
    for (let presses = 0; presses < 4; presses += 1) {
      const caseId = await pressed();
      await robot.does(caseId, "claim");
      caseIds.push(caseId);
    }
    expect(caseIds).toEqual(["98", "99", "100", "101"]);
    await pool.query(`CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'refused'; END $$`);
    await pool.query(`CREATE TRIGGER refuse BEFORE INSERT ON case_timeline FOR EACH ROW
      WHEN (NEW.case_id = 98 AND NEW.event = 'lost') EXECUTE FUNCTION refuse()`);
    await town.service.tokens.revoke(robot.tokenId);
    await isBackInQueue("101", "Robot signed out");
    const lost = async (): Promise<string[]> =>
      (
        await pool.query<{ id: string }>(
          "SELECT case_id::text AS id FROM case_timeline WHERE event = 'lost' AND case_id >= 98 ORDER BY case_timeline.id",
        )
      ).rows.map(({ id }) => id);
    expect(await lost()).toEqual(["99", "100", "101"]);
    expect(await show("98")).toMatchObject({ state: "claimed" });
    await pool.query("DROP TRIGGER refuse ON case_timeline");
    await isBackInQueue("98", "Robot signed out");
  });

  test("a follow-up of a holder who left is in the queue too", async () => {
    const robot = await person("Robot");
    const caseId = await pressed();
    await robot.does(caseId, "claim");
    await robot.does(caseId, "follow-up", { inSeconds: 3_600 });
    await town.service.tokens.revoke(robot.tokenId);
    await isBackInQueue(caseId, "Robot signed out");
  });
});
