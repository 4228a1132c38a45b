import { expect, test } from "vitest";
import { ManualClock } from "../setup/manualClock.ts";
import { minute, OutageTown } from "./outageTown.ts";

test("a silence in an outage rings an hour after it began at the latest, even while staff keep writing on the work list", async () => {
  const clock = new ManualClock("2026-11-22T09:00:00.000Z");
  const there = await OutageTown.start(clock);
  try {
    const north = await there.homes(12, "North");
    await Promise.all(north.map(({ beat }) => beat()));
    await there.passes(16);
    await there.until("an outage of twelve homes", async () => (await there.outages())[0]?.outage?.homes === 12);
    const [found] = await there.outages();
    const id = found?.id ?? "";
    const notes = async () => {
      const checked = await there.town.call("operator", "POST", `/api/v1/incidents/${id}/homes/${north[0]?.id}/checks`, {
        result: "visiting",
        note: "The van is on its way",
      });
      expect(checked.status).toBe(200);
    };
    await notes();
    await there.passes(16);
    const heldAt = clock.now();
    expect(await there.ringing()).toEqual([]);
    // The staff write every ten minutes, and each entry would hold the silences for an hour more.
    for (let tens = 0; tens < 4; tens += 1) {
      await there.passes(10);
      await notes();
    }
    const ringsAt = Date.parse((await there.outages())[0]?.outage?.ringsAt ?? "");
    expect(ringsAt, "the screens say when the first of them rings").toBeLessThanOrEqual(heldAt + 60 * minute);
    await there.passes(5);
    expect(await there.ringing()).toEqual([]);
    await there.passes(16);
    await there.until("all homes ring", async () => (await there.ringing()).length === 12);
    const [rang] = (await there.town.call("operator", "GET", "/api/v1/alarms?state=open&list=queue")).body.items;
    expect(rang.sentence).toMatch(/The outage lasts, and a silence is held back for 60 min at the most\.$/);
    expect((await there.outages())[0]?.outage?.endedAt).toBeNull();
  } finally {
    await there.town.stop();
  }
}, 240_000);
