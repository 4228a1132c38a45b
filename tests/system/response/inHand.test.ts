import { describe, expect, test } from "vitest";
import { centreAt, linesOf } from "./centre.ts";

const second = 1_000;
const minute = 60 * second;

describe("a case in the hands of an operator", async () => {
  const { town, clock, passes, person, home, show } = await centreAt("2026-11-22T02:00:00Z");
  const [robin, kim, sam] = await Promise.all([person("Robin"), person("Kim"), person("Sam", "supervisor")]);
  const desks = await Promise.all([robin.desk(), kim.desk(), sam.desk()]);
  const kimsDesk = desks[1];

  /** A pressed pendant; Robin has claimed the case. */
  async function claimedByRobin() {
    const calling = await home();
    await calling.press();
    const { id } = await calling.case();
    expect((await robin.does(id, "claim")).status).toBe(200);
    return { ...calling, caseId: id };
  }

  test("two operators claim at the same moment: one holds it, the other reads the holder's name and sees the present case", async () => {
    const calling = await home();
    await calling.press();
    const { id } = await calling.case();
    const both = await Promise.all([robin.does(id, "claim"), kim.does(id, "claim")]);
    const [won, lost] = both[0]?.status === 200 ? both : both.toReversed();
    expect([won?.status, lost?.status]).toEqual([200, 409]);
    const { heldBy } = won?.body ?? {};
    expect(lost?.body.error).toMatchObject({ code: "held", details: { heldBy, case: { state: "claimed", heldBy } } });
    expect(lost?.body.error.message).toContain(heldBy.name);
  });

  test("a fall in a home whose press is claimed joins the same case, with the same holder", async () => {
    const { caseId, falls } = await claimedByRobin();
    await falls();
    expect(await show(caseId)).toMatchObject({ rings: 2, heldBy: { name: "Robin" }, alarms: [{ rule: "sosPress" }, { rule: "fall" }] });
  });

  test("only the holder releases, hands over, follows up and closes; the others are refused and the case does not change", async () => {
    const { caseId } = await claimedByRobin();
    const before = await show(caseId);
    const attempts = [
      ["release", {}],
      ["hand-over", { to: sam.id, note: "" }],
      ["follow-up", { inSeconds: 600 }],
      ["heard", {}],
      ["close", { outcome: "testCall", rings: 1, note: "Test" }],
      ["accept", {}],
    ] as const;
    for (const [action, body] of attempts) {
      const { status, body: answer } = await kim.does(caseId, action, body);
      expect([action, status, answer.error.code]).toEqual([action, 409, action === "accept" ? "notOffered" : "held"]);
    }
    expect((await kim.does(caseId, "take-over", { reason: "I am nearer" })).status).toBe(403);
    expect(await show(caseId)).toEqual(before);
  });

  test("a released case rings again at every desk", async () => {
    const { caseId } = await claimedByRobin();
    expect((await robin.does(caseId, "release")).body).toMatchObject({ state: "waiting", heldBy: null, sounds: "operators" });
    expect(await kimsDesk?.until(({ id, state }) => id === caseId && state === "waiting")).toMatchObject({ sounds: "operators" });
    expect((await robin.does(caseId, "release")).body.error.code).toBe("notHolder");
  });

  test("a person to whom a case is handed over accepts it; until then the former holder has it", async () => {
    const { caseId } = await claimedByRobin();
    const offered = await robin.does(caseId, "hand-over", { to: kim.id, note: "I need a break" });
    expect(offered.body).toMatchObject({ heldBy: { name: "Robin" }, offeredTo: { name: "Kim" }, sounds: "offered" });
    await passes(59 * second);
    expect((await kim.does(caseId, "accept")).body).toMatchObject({ state: "claimed", heldBy: { name: "Kim" }, offeredTo: null });
    await passes(minute);
    expect(await show(caseId)).toMatchObject({ state: "claimed", heldBy: { name: "Kim" } });
  });

  test("a hand-over that is not accepted within 60 seconds goes back to the queue", async () => {
    const { caseId } = await claimedByRobin();
    await robin.does(caseId, "hand-over", { to: kim.id, note: "" });
    await passes(60 * second);
    const after = await show(caseId);
    expect(after).toMatchObject({ state: "waiting", heldBy: null, sounds: "operators" });
    expect(after.timeline.at(-1)).toMatchObject({ event: "lost", text: "Back to the queue: Robin handed over to Kim, who did not accept" });
    expect((await kim.does(caseId, "accept")).body.error.code).toBe("notOffered");
  });

  test("a case of a live home is not handed over to a tester; one of a test home is", async () => {
    const desk = await town.console("tester");
    desk.socket.emit("sound", true);
    const tara = () => kimsDesk?.onDuty().find(({ role, canHear }) => role === "tester" && canHear)?.id;
    await expect.poll(tara).toBeDefined();
    const offer = { to: tara(), note: "" };
    const { caseId } = await claimedByRobin();
    expect((await robin.does(caseId, "hand-over", offer)).body.error.code).toBe("offDuty");
    const bench = await home({ mode: "test" });
    await bench.press();
    const { id } = await bench.case();
    await robin.does(id, "claim");
    expect((await robin.does(id, "hand-over", offer)).body.offeredTo).toMatchObject({ name: "Test tester" });
    desk.socket.close();
  });

  test("a hand-over to a person who is not on duty, or to yourself, is refused with the present case", async () => {
    const { caseId } = await claimedByRobin();
    const off = await person("Lee");
    for (const to of [off.id, robin.id, "token:999"]) {
      const { status, body } = await robin.does(caseId, "hand-over", { to, note: "" });
      expect([status, body.error.code, body.error.details.case.state]).toEqual([409, "offDuty", "claimed"]);
    }
  });

  test("a supervisor takes a case over from its holder, who sees who took it and why", async () => {
    const { caseId } = await claimedByRobin();
    const taken = await sam.does(caseId, "take-over", { reason: "Robin is with another fall" });
    expect(taken.body).toMatchObject({ state: "claimed", heldBy: { name: "Sam" } });
    const seen = await desks[0]?.until(({ id, heldBy }) => id === caseId && heldBy?.name === "Sam");
    expect(seen?.timeline.at(-1)?.text).toBe("Sam took over from Robin: Robin is with another fall");
    expect((await robin.does(caseId, "heard")).body.error.code).toBe("held");
  });

  test("a follow-up that is due rings first at the holder's desk, and 60 seconds later at every desk", async () => {
    const { caseId } = await claimedByRobin();
    expect((await robin.does(caseId, "follow-up", { inSeconds: 1_200, note: "Responder sent" })).body).toMatchObject({
      state: "followUp",
      followUp: { note: "Responder sent" },
      sounds: "nobody",
    });
    await passes(1_199 * second);
    expect(await show(caseId)).toMatchObject({ state: "followUp", sounds: "nobody" });
    await passes(second);
    expect(await show(caseId)).toMatchObject({ state: "followUp", sounds: "holder", heldBy: { name: "Robin" } });
    await passes(59 * second);
    expect(await show(caseId)).toMatchObject({ sounds: "holder" });
    await passes(second);
    expect(await show(caseId)).toMatchObject({ state: "waiting", sounds: "operators", heldBy: null });
  });

  test("the holder of an untouched case is asked after five minutes and keeps it by answering", async () => {
    const { caseId } = await claimedByRobin();
    await passes(299 * second);
    expect((await show(caseId)).askedAt).toBeNull();
    await passes(second);
    expect(await show(caseId)).toMatchObject({ askedAt: new Date(clock.now()).toISOString(), sounds: "holder" });
    expect((await robin.does(caseId, "heard")).body).toMatchObject({ askedAt: null, sounds: "nobody" });
    await passes(4 * minute);
    const after = await show(caseId);
    expect(after).toMatchObject({ state: "claimed", heldBy: { name: "Robin" } });
    expect(after.timeline.at(-1)?.text).toBe("Robin still has this case");
  });

  test("a case that is untouched for seven minutes goes back to the queue", async () => {
    const { caseId } = await claimedByRobin();
    await passes(419 * second);
    expect(await show(caseId)).toMatchObject({ state: "claimed" });
    await passes(second);
    const after = await show(caseId);
    expect(after).toMatchObject({ state: "waiting", sounds: "operators" });
    expect(linesOf(after).at(-1)).toContain("Back to the queue: Robin did nothing for 7 min");
  });

  test("an action or a note begins the seven minutes again", async () => {
    const { caseId } = await claimedByRobin();
    await passes(290 * second);
    expect((await robin.does(caseId, "actions", { action: "speakToHome", result: "answered" })).status).toBe(200);
    await passes(290 * second);
    expect((await robin.does(caseId, "notes", { text: "Waits for her daughter" })).status).toBe(200);
    await passes(290 * second);
    expect(await show(caseId)).toMatchObject({ state: "claimed", askedAt: null, heldBy: { name: "Robin" } });
  });
});
