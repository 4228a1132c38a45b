import { describe, expect, test } from "vitest";
import { centreAt } from "./centre.ts";

const second = 1_000;

describe("the person presses again while the case is claimed", async () => {
  const { clock, passes, person, home, show } = await centreAt("2026-11-22T02:00:00Z");
  const [robin, kim] = await Promise.all([person("Robin"), person("Kim")]);
  const kimsDesk = await kim.desk();

  async function claimedBy(holder: typeof robin) {
    const calling = await home();
    await calling.press();
    const { id } = await calling.case();
    await holder.does(id, "claim");
    return { ...calling, caseId: id };
  }

  test("the holder's desk sounds at once, and after ten seconds without an acknowledgement every desk", async () => {
    const desk = await robin.desk();
    const { caseId, press } = await claimedBy(robin);
    await press();
    expect(await desk.until(({ id, rings }) => id === caseId && rings === 2)).toMatchObject({
      sounds: "holder",
      heldBy: { name: "Robin" },
    });
    await passes(9 * second);
    expect((await show(caseId)).sounds).toBe("holder");
    await passes(second);
    expect(await kimsDesk.until(({ id, sounds }) => id === caseId && sounds === "operators")).toMatchObject({ heldBy: { name: "Robin" } });
    expect((await show(caseId)).timeline.at(-1)?.text).toBe("New ring sounds at every desk: Robin has not acknowledged it for 10 s");
    expect((await robin.does(caseId, "heard")).body.sounds).toBe("nobody");
    desk.leave();
  });

  test("a ring that the holder acknowledges in time sounds nowhere else, and the next one sounds again", async () => {
    const desk = await robin.desk();
    const { caseId, press, falls } = await claimedBy(robin);
    await press();
    await desk.until(({ id, sounds }) => id === caseId && sounds === "holder");
    await passes(5 * second);
    expect((await robin.does(caseId, "heard")).body).toMatchObject({ sounds: "nobody" });
    await passes(30 * second);
    expect((await show(caseId)).sounds).toBe("nobody");
    await falls();
    expect((await show(caseId)).sounds).toBe("holder");
    desk.leave();
  });

  test("a leak in the claimed home of a press joins the case and does not sound", async () => {
    const desk = await robin.desk();
    const { caseId, leaks } = await claimedBy(robin);
    await leaks();
    expect(await show(caseId)).toMatchObject({ rings: 2, sounds: "nobody" });
    desk.leave();
  });

  test("it sounds at every desk at once where the holder's desk cannot hear", async () => {
    const desk = await robin.desk(false);
    const { caseId, press } = await claimedBy(robin);
    await press();
    const one = await kimsDesk.until(({ id, sounds }) => id === caseId && sounds === "operators");
    expect(one.timeline.at(-1)?.text).toBe("New ring sounds at every desk: Robin cannot hear it");
    expect(one.timeline.at(-1)?.at).toBe(new Date(clock.now()).toISOString());
    desk.leave();
  });

  test("it sounds at every desk at once where the holder's desk is disconnected", async () => {
    const desk = await robin.desk();
    const { caseId, press } = await claimedBy(robin);
    desk.leave();
    await expect.poll(() => kimsDesk.onDuty().map(({ name }) => name)).toEqual(["Kim"]);
    await press();
    expect(await kimsDesk.until(({ id, sounds }) => id === caseId && sounds === "operators")).toMatchObject({ heldBy: { name: "Robin" } });
  });

  test("a press during a follow-up brings the case back to every desk at once; a leak makes the follow-up due", async () => {
    const pressed = await claimedBy(kim);
    await kim.does(pressed.caseId, "follow-up", { inSeconds: 1_200 });
    await pressed.press();
    expect(await show(pressed.caseId)).toMatchObject({ state: "waiting", heldBy: null, sounds: "operators", followUp: null });
    const leaking = await claimedBy(kim);
    await kim.does(leaking.caseId, "follow-up", { inSeconds: 1_200 });
    await leaking.leaks();
    await passes(second);
    expect(await show(leaking.caseId)).toMatchObject({ state: "followUp", sounds: "holder", heldBy: { name: "Kim" } });
  });

  test("a follow-up or a close is refused while a new press is not acknowledged or seen", async () => {
    const { caseId, press } = await claimedBy(kim);
    await press();
    expect((await kim.does(caseId, "follow-up", { inSeconds: 60 })).body.error.code).toBe("rangAgain");
    expect((await kim.does(caseId, "close", { outcome: "testCall", note: "Test", rings: 1 })).body.error.code).toBe("rangAgain");
  });
});
