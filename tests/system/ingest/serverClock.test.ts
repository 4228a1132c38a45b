import { describe, expect, test } from "vitest";
import type { Json } from "../setup/service.ts";
import { type SteppedTown, steppedTown } from "../setup/steppedTown.ts";

const second = 1_000;
const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const heartbeat = { kind: "heartbeat" };

/** A home where a device reports every hour and a fall is suspected now, and another home that sends heartbeats. */
async function quietHome({ town, says }: SteppedTown) {
  const home = await town.home({ name: "Quiet home" });
  const report = await says(await town.device(home.id, { kind: "fall", name: "Fall detector", expectedIntervalSeconds: 3600 }));
  await report(heartbeat);
  const other = await town.home({ name: "Other home" });
  const beat = await says(await town.device(other.id, { kind: "heartbeat", expectedIntervalSeconds: 3600 }));
  await beat(heartbeat);
  return { home, report, other, beat: () => beat(heartbeat), fallSuspected: () => report({ kind: "fall", state: "suspected" }) };
}

async function timesOf({ alarmsOf, wall }: SteppedTown, homeId: string): Promise<{ future: number; late: number }> {
  const alarms = await alarmsOf(homeId);
  const entries = alarms.flatMap(({ raisedAt, timeline }) => [{ at: raisedAt, event: "", text: "" }, ...timeline]);
  return {
    future: entries.filter(({ at }) => Date.parse(at) > wall() + second).length,
    // Here an hour passes in an instant, while the timers of cases wait for the database.
    late: entries.filter(({ event, text }) => event !== "escalated" && text.includes("late")).length,
  };
}

describe("the server's clock jumps for 1.5 seconds and goes back, and another home's heartbeat comes in it", async () => {
  const stepped = await steppedTown("2026-11-22T10:00:00Z");
  const { passes, wallClockJumps, alarmsOf } = stepped;

  test.for([day, 90 * second, -day, -90 * second])(
    "by %i ms: a suspected fall rings after its 20 seconds, and no device is reported silent",
    async (by) => {
      const { home, other, beat, fallSuspected } = await quietHome(stepped);
      await fallSuspected();
      wallClockJumps(by);
      await passes(second);
      await beat();
      await passes(500);
      wallClockJumps(-by);
      await passes(17 * second);
      expect(await alarmsOf(home.id)).toEqual([]);
      await passes(2 * second);
      expect(await alarmsOf(home.id)).toMatchObject([{ rule: "fall", rings: 1 }]);
      await passes(2 * minute);
      expect(await alarmsOf(home.id)).toHaveLength(1);
      expect(await alarmsOf(other.id)).toEqual([]);
      expect(await timesOf(stepped, home.id)).toEqual({ future: 0, late: 0 });
    },
  );
});

describe("the server's clock is set and stays so", async () => {
  const stepped = await steppedTown("2026-11-22T10:00:00Z");
  const { town, passes, wallClockJumps, wall, alarmsOf } = stepped;

  test.for([
    { by: day, boot: "same" },
    { by: -day, boot: "same" },
    { by: 90 * second, boot: "none" },
    { by: -90 * second, boot: "none" },
    { by: 70 * day, boot: "none" },
    { by: -70 * day, boot: "other" },
  ])(
    "by $by ms: a suspected fall rings after its 20 seconds, and silence after its 3 hours, also after a restart",
    async ({ by, boot }) => {
      const { home, other, beat, fallSuspected } = await quietHome(stepped);
      wallClockJumps(by);
      await passes(5 * second);
      await fallSuspected();
      await beat();
      await passes(18 * second);
      await beat();
      expect(await alarmsOf(home.id)).toEqual([]);
      await passes(3 * second);
      expect(await alarmsOf(home.id)).toMatchObject([{ rule: "fall", rings: 1 }]);
      expect(await timesOf(stepped, home.id)).toEqual({ future: 0, late: 0 });
      if (boot !== "none") await stepped.restarts({ anotherBoot: boot === "other", meanwhile: () => {} });
      await beat();
      await passes(3 * hour - minute);
      await beat();
      const silent = async (homeId: string) => (await alarmsOf(homeId)).filter(({ rule }) => rule === "silence");
      expect(await silent(home.id)).toEqual([]);
      await passes(2 * minute);
      expect(await silent(home.id)).toHaveLength(1);
      expect(await silent(other.id)).toEqual([]);
      expect((await timesOf(stepped, home.id)).future).toBe(0);
      expect(Math.abs(Date.parse((await silent(home.id))[0]?.raisedAt) - wall())).toBeLessThan(3 * minute);
    },
  );

  test("a device that never reported was registered when it was, also by a clock that is set back by 41 days and after a restart", async () => {
    const home = await town.home();
    await town.device(home.id, { kind: "door", name: "Front door", expectedIntervalSeconds: 3600 });
    const registered = wall();
    wallClockJumps(-41 * day);
    await passes(20 * second);
    await stepped.restarts({ anotherBoot: false, meanwhile: () => {} });
    const [device] = (await town.call("admin", "GET", `/api/v1/homes/${home.id}`)).body.devices;
    expect(Math.abs(Date.parse(device.registeredAt) - (registered - 41 * day))).toBeLessThan(2 * second);
    expect(device.status).toBe("never");
    await passes(3 * hour);
    expect((await alarmsOf(home.id)).map(({ rule }) => rule)).toEqual(["silence"]);
    wallClockJumps(41 * day);
    await passes(20 * second);
  });

  test("a clock that is a day ahead for an hour leaves no time of tomorrow: not in a timeline, not on the list of devices", async () => {
    const { home, report, fallSuspected, beat } = await quietHome(stepped);
    const screen = await town.console("operator");
    wallClockJumps(day);
    await passes(minute);
    await fallSuspected();
    await passes(30 * minute);
    await report(heartbeat);
    await beat();
    expect(await alarmsOf(home.id)).toMatchObject([{ rule: "fall" }]);
    const [ahead] = await alarmsOf(home.id);
    await passes(30 * minute);
    wallClockJumps(-day);
    await passes(minute);
    await beat();
    expect((await timesOf(stepped, home.id)).future).toBe(0);
    const [right] = await alarmsOf(home.id);
    expect(Date.parse(right.raisedAt)).toBe(Date.parse(ahead.raisedAt) - day);
    await screen.until(({ id, raisedAt }) => id === right.id && raisedAt === right.raisedAt);
    const shown = (await town.call("installer", "GET", `/api/v1/homes/${home.id}`)).body;
    for (const { lastHeardAt, skewSeconds } of shown.devices) {
      expect(Date.parse(lastHeardAt)).toBeLessThanOrEqual(wall());
      expect(Math.abs(skewSeconds ?? 0)).toBeLessThan(60);
    }
    await passes(10 * minute);
    expect(await alarmsOf(home.id)).toHaveLength(1);
  });

  test("an alarm has its own time again when a clock that was set back is set forward again", async () => {
    const home = await town.home({ name: "Back and forth" });
    const press = await stepped.says(await town.device(home.id, { kind: "button", name: "Pendant" }));
    await press({ kind: "button", pressed: true });
    const [before] = await alarmsOf(home.id);
    await passes(minute);
    wallClockJumps(-15 * day);
    await passes(minute);
    expect((await timesOf(stepped, home.id)).future).toBe(0);
    wallClockJumps(15 * day);
    await passes(minute);
    const [now, ...others] = await alarmsOf(home.id);
    expect(others).toEqual([]);
    expect({ raisedAt: now.raisedAt, raised: now.timeline[0] }).toEqual({ raisedAt: before.raisedAt, raised: before.timeline[0] });
  });

  test("a press after the step rings at once, and a second one rings again in the same alarm", async () => {
    const home = await town.home({ name: "Pressing" });
    const press = await stepped.says(await town.device(home.id, { kind: "button", name: "Pendant" }));
    await press({ kind: "button", pressed: true });
    for (const by of [day, -day]) {
      wallClockJumps(by);
      await passes(minute);
      await press({ kind: "button", pressed: true });
    }
    expect(await alarmsOf(home.id)).toMatchObject([{ rule: "sosPress", rings: 3 }]);
    expect(await timesOf(stepped, home.id)).toEqual({ future: 0, late: 0 });
  });
});

describe("after a step of the server's clock", async () => {
  const stepped = await steppedTown("2026-11-23T01:00:00Z");
  const { town, passes, wallClockJumps, wall, alarmsOf } = stepped;

  test("a reading from before it that a hub hands over late ends the wait, and nothing rings", async () => {
    const home = await town.home({ name: "Late hub" });
    const bed = await stepped.says(await town.device(home.id, { kind: "bed", name: "Bed sensor" }));
    const hall = await stepped.says(await town.device(home.id, { kind: "motion", name: "Hall motion", room: "Hall" }));
    // The hub's clock is right all the time.
    const rightTime = (): string => new Date(stepped.time.now()).toISOString();
    wallClockJumps(30 * minute);
    await passes(minute);
    await bed({ kind: "bed", occupied: true, at: rightTime() });
    await passes(minute);
    await bed({ kind: "bed", occupied: false, at: rightTime() });
    await passes(5 * minute);
    const at = rightTime();
    await passes(3 * minute);
    // By this movement the return is out of order, so it needs the readings before it from the journal.
    await hall({ kind: "motion", detected: true, at: rightTime() });
    wallClockJumps(-30 * minute);
    await passes(minute);
    await bed({ kind: "bed", occupied: true, historical: true, at });
    await passes(90 * minute);
    expect(await alarmsOf(home.id)).toEqual([]);
  });

  test("the desk shows the step, and a jump that went back, as incidents", async () => {
    wallClockJumps(day);
    await passes(2 * second);
    wallClockJumps(-day);
    await passes(2 * second);
    const texts = async () => (await town.call("operator", "GET", "/api/v1/incidents")).body.items.map(({ text }: Json) => text);
    await expect
      .poll(texts)
      .toEqual([
        "The server's clock was 24 h fast for 2 s. Link Line did not follow it.",
        "The server's clock was set back by 30 min. Times before it may be wrong.",
        "The server's clock was set forward by 30 min. Times before it may be wrong.",
      ]);
    const incidents = (await town.call("operator", "GET", "/api/v1/incidents")).body.items;
    for (const { to } of incidents) expect(Date.parse(to)).toBeLessThanOrEqual(wall());
  });
});

describe("the service starts with a clock that is slow, and NTP sets it", async () => {
  const stepped = await steppedTown("2026-11-22T10:00:00Z");
  const { town, passes, wallClockJumps, alarmsOf } = stepped;

  test.for([15 * day, 70 * day])(
    "by %i ms: what was waited for is waited for as long as before, and nothing is reported silent",
    async (slow) => {
      const { home, other, beat, fallSuspected } = await quietHome(stepped);
      await passes(hour);
      await fallSuspected();
      await stepped.restarts({ anotherBoot: true, meanwhile: () => wallClockJumps(-slow) });
      await beat();
      await passes(5 * second);
      expect(await alarmsOf(home.id)).toEqual([]);
      wallClockJumps(slow);
      await passes(13 * second);
      await beat();
      expect(await alarmsOf(home.id)).toEqual([]);
      await passes(4 * second);
      expect(await alarmsOf(home.id)).toMatchObject([{ rule: "fall" }]);
      await passes(hour);
      await beat();
      expect(await alarmsOf(home.id)).toHaveLength(1);
      expect(await alarmsOf(other.id)).toEqual([]);
      expect(await timesOf(stepped, home.id)).toEqual({ future: 0, late: 0 });
    },
  );

  test("the clock is set forward or back while the service is down for a minute: only that minute counts", async () => {
    for (const by of [day, -day]) {
      const { home, other, beat, fallSuspected } = await quietHome(stepped);
      await fallSuspected();
      await stepped.restarts({
        anotherBoot: false,
        meanwhile: () => {
          wallClockJumps(by);
          stepped.time.advance(10 * second);
        },
      });
      await beat();
      await passes(8 * second);
      expect(await alarmsOf(home.id)).toEqual([]);
      await passes(3 * second);
      expect(await alarmsOf(home.id)).toMatchObject([{ rule: "fall" }]);
      await passes(hour);
      expect(await alarmsOf(home.id)).toHaveLength(1);
      expect(await alarmsOf(other.id)).toEqual([]);
    }
  });

  test.for([day, -day, 0])("a press that is sent again after a restart in which the clock was set by %i ms rings once", async (by) => {
    const home = await town.home({ name: "Sent again" });
    const pendant = await town.device(home.id, { kind: "button", name: "Pendant" });
    const press = JSON.stringify({ kind: "button", pressed: true, seq: 7, boot: "p" });
    await (await town.unit(pendant)).publishAsync(pendant.mqtt.topic, press, { qos: 1 });
    await stepped.restarts({ anotherBoot: false, meanwhile: () => wallClockJumps(by) });
    await (await town.unit(pendant)).publishAsync(pendant.mqtt.topic, press, { qos: 1, dup: true });
    expect(await alarmsOf(home.id)).toMatchObject([{ rule: "sosPress", rings: 1 }]);
  });
});
