import { describe, expect, test } from "vitest";
import type { CaseView } from "#domain/answering/case.ts";
import { steppedTown } from "../setup/steppedTown.ts";
import { stepsOf } from "./centre.ts";

const second = 1_000;
const minute = 60 * second;
const day = 24 * 60 * minute;

describe("the server's clock is set while a case is open", async () => {
  const { town, passes, wallClockJumps, wall, says } = await steppedTown("2026-11-22T10:00:00Z");

  async function pressed() {
    const home = await town.home();
    const press = await says(await town.device(home.id));
    await press({ kind: "button", pressed: true });
    const { id } = (await town.call("operator", "GET", `/api/v1/cases?home=${home.id}`)).body.items[0];
    return id as string;
  }
  const show = async (id: string): Promise<CaseView> => (await town.call("operator", "GET", `/api/v1/cases/${id}`)).body;
  const passSecondBySecond = async (seconds: number): Promise<void> => {
    for (let passed = 0; passed < seconds; passed += 1) await passes(second);
  };

  test.for([day, -day])("by %i ms: the steps of the centre come after their 30, 60 and 120 seconds, each once", async (by) => {
    const id = await pressed();
    await passSecondBySecond(5);
    wallClockJumps(by);
    await passSecondBySecond(24);
    expect(stepsOf(await show(id))).toHaveLength(1);
    await passSecondBySecond(32);
    await expect.poll(async () => (await show(id)).sounds).toBe("supervisors");
    await passSecondBySecond(60);
    await expect.poll(async () => (await show(id)).sounds).toBe("everyone");
    const { timeline, openedAt } = await show(id);
    expect(stepsOf({ timeline }).map(({ text }) => text.replace(/:.*/, ""))).toEqual([
      expect.stringContaining("SOS"),
      "Not claimed for 30 s",
      "Not claimed for 60 s",
      "Not claimed for 2 min",
    ]);
    expect(Math.abs(Date.parse(openedAt) - wall())).toBeLessThan(5 * minute);
    for (const { at } of timeline) expect(Date.parse(at)).toBeLessThanOrEqual(wall());
    wallClockJumps(-by);
    await passSecondBySecond(12);
  });

  test.for([day, -day])("by %i ms: a holder is asked after five minutes, and the follow-up is due when it was", async (by) => {
    const [claimed, followed] = [await pressed(), await pressed()];
    for (const id of [claimed, followed]) await town.call("operator", "POST", `/api/v1/cases/${id}/claim`);
    await town.call("operator", "POST", `/api/v1/cases/${followed}/follow-up`, { inSeconds: 300 });
    wallClockJumps(by);
    // A program without a desk is there as long as it asks.
    for (let asked = 0; asked < 4; asked += 1) {
      await passes(70 * second);
      await show(claimed);
    }
    expect(await show(claimed)).toMatchObject({ state: "claimed", askedAt: null });
    expect(await show(followed)).toMatchObject({ state: "followUp", askedAt: null });
    await passes(21 * second);
    await expect.poll(async () => (await show(claimed)).askedAt).not.toBeNull();
    await expect.poll(async () => (await show(followed)).askedAt).not.toBeNull();
    wallClockJumps(-by);
    await passSecondBySecond(12);
  });

  test.for([day, -day])(
    "by %i ms: a holder without a desk keeps the case for two minutes and loses it within 30 seconds more",
    async (by) => {
      const id = await pressed();
      const { token } = await town.service.tokens.create({ role: "operator", name: "Robin" });
      const headers = { authorization: `Bearer ${token}` };
      expect((await fetch(`${town.service.httpUrl}/api/v1/cases/${id}/claim`, { method: "POST", headers })).status).toBe(200);
      await passes(20 * second);
      wallClockJumps(by);
      await passes(20 * second);
      await passes(60 * second);
      expect(await show(id)).toMatchObject({ state: "claimed", heldBy: { name: "Robin" } });
      await passes(20 * second);
      await passes(30 * second);
      // The case may have been lost at the first look, and rung again since.
      const texts = async () => stepsOf(await show(id)).map(({ text }) => text);
      await expect.poll(texts).toContain("Back to the queue: Robin has no connected desk");
      wallClockJumps(-by);
      await passSecondBySecond(12);
    },
  );
});
