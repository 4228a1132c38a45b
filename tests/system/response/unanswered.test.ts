import { describe, expect, test } from "vitest";
import { centreAt, linesOf, stepsOf } from "./centre.ts";

const second = 1_000;
const minute = 60 * second;

interface Sent {
  at: number;
  kind: string;
  recipient: string;
  name: string;
}

const selectSent = `SELECT created_at AS at, kind, recipient, name FROM notification WHERE case_id = $1 AND kind <> 'nobodyOnDuty' ORDER BY created_at, recipient, notification.id`;

describe("no operator answers a press", async () => {
  const { town, clock, pool, passes, home, show } = await centreAt("2026-11-22T02:00:00Z");
  const supervisor = { email: "ines.vale@centre.example", name: "Ines Vale", role: "supervisor" as const, password: "a long night shift" };
  await town.service.accounts.create(supervisor);
  await pool.query(`INSERT INTO fallback_contact (name, channel, address) VALUES ('Duty manager', 'text', '+447700900123')`);
  const sent = async (caseId: string): Promise<string[]> => {
    const { rows } = await pool.query<Sent>(selectSent, [caseId]);
    return rows.map(({ at, kind, recipient, name }) => `${new Date(at).toISOString().slice(11, 19)} ${kind} ${recipient} ${name}`);
  };

  test("each step of the centre comes at its second, in order and once, and then every desk rings each five minutes", async () => {
    const { press, case: newest } = await home();
    await press();
    const { id, sounds } = await newest();
    expect(sounds).toBe("operators");
    const heardBy: string[] = [];
    for (const until of [59, 60, 119, 120, 900]) {
      const started = Date.parse("2026-11-22T02:00:00Z");
      await passes(started + until * second - clock.now());
      heardBy.push(`${until} ${(await show(id)).sounds}`);
    }
    expect(heardBy).toEqual(["59 operators", "60 supervisors", "119 supervisors", "120 everyone", "900 everyone"]);
    expect(linesOf(await show(id))).toEqual([
      expect.stringMatching(/^02:00:00 .*SOS/),
      "02:00:30 Not claimed for 30 s: rings every desk again",
      "02:01:00 Not claimed for 60 s: the supervisors are notified",
      "02:02:00 Not claimed for 2 min: everyone and the fallback contacts are notified",
      "02:07:00 Not claimed for 7 min: rings every desk again",
      "02:12:00 Not claimed for 12 min: rings every desk again",
    ]);
    expect(await sent(id)).toEqual([
      "02:01:00 supervisor supervisor Ines Vale",
      "02:02:00 everyone fallback Duty manager",
      "02:02:00 everyone supervisor Ines Vale",
    ]);
  });

  test("after ten minutes in which the service was down, what fell due runs at once, once, and says how late it is", async () => {
    const { press, case: newest } = await home();
    await press();
    const { id, openedAt } = await newest();
    const started = Date.parse(openedAt);
    await passes(10 * second);
    await town.restart(() => clock.advance(10 * minute));
    await passes(second);
    const late = linesOf(await show(id))
      .slice(1)
      .map((line) => line.slice(9));
    expect(late).toEqual([
      "Not claimed for 30 s: rings every desk again (10 min late)",
      "Not claimed for 60 s: the supervisors are notified (9 min late)",
      "Not claimed for 2 min: everyone and the fallback contacts are notified (8 min late)",
      "Not claimed for 7 min: rings every desk again (3 min late)",
    ]);
    expect(await sent(id)).toHaveLength(3);
    await passes(started + 12 * minute - clock.now());
    expect(stepsOf(await show(id))).toHaveLength(6);
    expect(stepsOf(await show(id)).at(-1)?.text).toBe("Not claimed for 12 min: rings every desk again");
  });

  test("a step for supervisors whose e-mails cannot be sent waits for no one: the centre has the press at once", async () => {
    const escalation = { critical: [{ notify: ["supervisor"], waitSeconds: 3_600 }] };
    const { press, case: newest } = await home({ plan: { name: "Supervisor first", rules: {}, escalation } });
    await press();
    const { id } = await newest();
    const texts = async () => (await show(id)).timeline.map(({ text }) => text);
    await expect.poll(texts).toContain("E-mail to Ines Vale failed: Link Line has no way to send this");
    await passes(second);
    expect(await show(id)).toMatchObject({ state: "waiting", sounds: "operators" });
    await town.call("operator", "POST", `/api/v1/cases/${id}/claim`);
  });

  test("a claim ends the calling, and a release begins it again from the first step", async () => {
    const { press, case: newest } = await home();
    await press();
    const { id } = await newest();
    await passes(45 * second);
    expect((await town.call("operator", "POST", `/api/v1/cases/${id}/claim`)).status).toBe(200);
    await passes(60 * second);
    expect(stepsOf(await show(id)).at(-1)?.event).toBe("claimed");
    expect((await town.call("operator", "POST", `/api/v1/cases/${id}/release`)).status).toBe(200);
    expect((await show(id)).sounds).toBe("operators");
    await passes(60 * second);
    expect(stepsOf(await show(id)).map(({ event }) => event)).toEqual([
      "raised",
      "escalated",
      "claimed",
      "released",
      "escalated",
      "escalated",
    ]);
  });
});
