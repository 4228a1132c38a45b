import { describe, expect, test } from "vitest";
import { centreAt } from "./centre.ts";

const second = 1_000;
const hour = 3_600 * second;

describe("the end of a case", async () => {
  const { town, clock, passes, person, home, show } = await centreAt("2026-11-22T02:00:00Z");
  const [robin, kim] = await Promise.all([person("Robin"), person("Kim")]);
  await Promise.all([robin.desk(), kim.desk()]);

  async function claimed({ falls = false } = {}) {
    const calling = await home();
    await calling.press();
    if (falls) await calling.falls();
    const { id } = await calling.case();
    await robin.does(id, "claim");
    return { ...calling, caseId: id };
  }
  /** In one leap: each open case catches up once. */
  const nextDay = async (milliseconds: number): Promise<void> => {
    clock.advance(milliseconds - second);
    await passes(second);
  };
  const closing = { outcome: "assistance", note: "Helped up", rings: 1 };

  test("each alarm gets the outcome that is named for it, or the one for all", async () => {
    const { caseId } = await claimed({ falls: true });
    const [press, fall] = (await show(caseId)).alarms;
    const outcomes = { [fall?.id ?? ""]: "falseAlarm" };
    const { body } = await robin.does(caseId, "close", { ...closing, rings: 2, outcomes });
    expect(body).toMatchObject({
      state: "closed",
      heldBy: null,
      sounds: "nobody",
      alarms: [{ outcome: "assistance" }, { outcome: "falseAlarm" }],
    });
    expect((await town.call("operator", "GET", `/api/v1/alarms/${press?.id}`)).body).toMatchObject({
      state: "closed",
      outcome: "assistance",
    });
  });

  test("a ring that arrives before the close is not closed unseen", async () => {
    const { caseId, press } = await claimed();
    await press();
    const { status, body } = await robin.does(caseId, "close", closing);
    expect([status, body.error.code, body.error.details.case.rings]).toEqual([409, "rangAgain", 2]);
    expect(await show(caseId)).toMatchObject({ state: "claimed" });
    expect((await robin.does(caseId, "close", { ...closing, rings: 2 })).status).toBe(200);
  });

  test("a critical case without any recorded contact needs a note; one whose person was spoken to does not", async () => {
    const { caseId } = await claimed();
    const bare = { outcome: "reassurance", rings: 1 };
    expect((await robin.does(caseId, "close", bare)).body.error.code).toBe("noteNeeded");
    expect((await robin.does(caseId, "close", { ...bare, note: " .\u200b" })).body.error.code).toBe("noteNeeded");
    await robin.does(caseId, "actions", { action: "speakToHome", result: "noAnswer" });
    expect((await robin.does(caseId, "close", bare)).body.error.code).toBe("noteNeeded");
    await robin.does(caseId, "actions", { action: "speakToHome", result: "answered" });
    expect((await robin.does(caseId, "close", bare)).status).toBe(200);
  });

  test("the holder's own note of this hold counts for a critical case; a colleague's note and one from before the claim do not", async () => {
    const { caseId } = await claimed();
    const bare = { outcome: "reassurance", rings: 1 };
    await kim.does(caseId, "notes", { text: "Is anyone on this?" });
    expect((await robin.does(caseId, "close", bare)).body.error.code).toBe("noteNeeded");
    await robin.does(caseId, "notes", { text: "Her son is with her" });
    await robin.does(caseId, "release");
    await robin.does(caseId, "claim");
    expect((await robin.does(caseId, "close", bare)).body.error.code).toBe("noteNeeded");
    await robin.does(caseId, "notes", { text: "Her son says that she slept on the pendant" });
    expect((await robin.does(caseId, "close", bare)).body).toMatchObject({ state: "closed" });
  });

  test("an outcome for an alarm that is not open in the case is refused with its path, and the case stays open", async () => {
    const { caseId } = await claimed();
    const { caseId: other } = await claimed();
    const foreign = (await show(other)).alarms[0]?.id ?? "";
    const { status, body } = await robin.does(caseId, "close", { ...closing, outcomes: { [foreign]: "falseAlarm", nonsense: "testCall" } });
    expect([status, body.error.details.map(({ path }: { path: string }) => path).sort()]).toEqual([
      422,
      [`outcomes.${foreign}`, "outcomes.nonsense"],
    ]);
    expect(await show(caseId)).toMatchObject({ state: "claimed" });
    await robin.does(caseId, "close", closing);
    expect((await robin.does(caseId, "close", { ...closing, outcomes: { nonsense: "testCall" } })).body.error.code).toBe("closed");
  });

  test("a close is undone within ten seconds without a reason by the person who closed it, and by no one else", async () => {
    const { caseId } = await claimed();
    await robin.does(caseId, "close", closing);
    await passes(10 * second);
    expect((await kim.does(caseId, "reopen")).body.error.code).toBe("reasonNeeded");
    expect((await kim.does(caseId, "reopen", { reason: "\u200b" })).body.error.code).toBe("reasonNeeded");
    const { body } = await robin.does(caseId, "reopen");
    expect(body).toMatchObject({ state: "claimed", heldBy: { name: "Robin" }, closedAt: null, alarms: [{ state: "open", outcome: null }] });
    expect(body.timeline.at(-1)).toMatchObject({ event: "reopened", text: "Close undone" });
    await robin.does(caseId, "close", closing);
    await passes(11 * second);
    expect((await robin.does(caseId, "reopen")).body.error.code).toBe("reasonNeeded");
  });

  test("an operator opens a closed case again within 24 hours: the same case, whose timeline continues", async () => {
    const { caseId, press } = await claimed();
    await robin.does(caseId, "close", closing);
    const lines = (await show(caseId)).timeline.length;
    await nextDay(23 * hour);
    const { body } = await kim.does(caseId, "reopen", { reason: "Her son says that she is not up" });
    expect(body).toMatchObject({ id: caseId, state: "claimed", heldBy: { name: "Kim" } });
    expect(body.timeline.slice(lines)).toMatchObject([{ event: "reopened", text: "Opened again by Kim: Her son says that she is not up" }]);
    await press();
    expect(await show(caseId)).toMatchObject({ rings: 2, alarms: [{ rings: 2 }] });
    expect((await kim.does(caseId, "reopen", { reason: "Again" })).body.error.code).toBe("notOpen");
  });

  test("a case that was closed more than 24 hours ago stays closed; one whose home has rung since does too", async () => {
    const old = await claimed();
    await robin.does(old.caseId, "close", closing);
    await nextDay(24 * hour + second);
    expect((await robin.does(old.caseId, "reopen", { reason: "Late" })).body.error.code).toBe("tooLate");
    const rung = await claimed();
    await robin.does(rung.caseId, "close", closing);
    await rung.press();
    expect((await robin.does(rung.caseId, "reopen", { reason: "Mistake" })).body.error.code).toBe("otherCaseOpen");
    expect((await rung.case()).id).not.toBe(rung.caseId);
  });

  test("nothing but a note goes into a closed case, and each refusal shows the case as it is", async () => {
    const { caseId } = await claimed();
    await robin.does(caseId, "close", closing);
    for (const [action, body] of [
      ["claim", {}],
      ["release", {}],
      ["follow-up", { inSeconds: 60 }],
      ["actions", { action: "other", result: "done" }],
      ["close", closing],
    ] as const) {
      const { status, body: answer } = await robin.does(caseId, action, body);
      expect([action, status, answer.error.code, answer.error.details.case.state]).toEqual([action, 409, "closed", "closed"]);
    }
    expect((await kim.does(caseId, "notes", { text: "Written up" })).body.timeline.at(-1)?.text).toBe("Written up");
  });

  test("a step by a person who saw an older version is refused with the present case, also when both come at once", async () => {
    const { caseId, press } = await claimed();
    const { version } = await show(caseId);
    await press();
    const stale = await robin.does(caseId, "follow-up", { inSeconds: 600, version });
    expect([stale.status, stale.body.error.code, stale.body.error.details.case.rings]).toEqual([409, "stale", 2]);
    expect((await robin.does(caseId, "follow-up", { inSeconds: 600, version: 1_000_000 })).body.error.code).toBe("stale");
    const now = (await show(caseId)).version;
    const both = await Promise.all(
      [1, 2, 3, 4].map((nth) => robin.does(caseId, "actions", { action: "other", result: "done", note: `${nth}`, version: now })),
    );
    expect(both.map(({ status }) => status).sort()).toEqual([200, 409, 409, 409]);
  });

  test("no answer from the home makes the case critical, and brings one that waits with the family to the centre", async () => {
    const calling = await home();
    await calling.leaks();
    const { id } = await calling.case();
    await robin.does(id, "claim");
    const { body } = await robin.does(id, "actions", { action: "speakToHome", result: "noAnswer" });
    expect(body).toMatchObject({ priority: "critical" });
    expect(body.timeline.at(-1)?.text).toBe("Called the home: no answer, treated as an emergency");
  });
});
