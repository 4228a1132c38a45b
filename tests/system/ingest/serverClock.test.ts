import { describe, expect, test } from "vitest";
import type { Json, Provisioned } from "../setup/service.ts";
import { steppedTown } from "../setup/steppedTown.ts";

const { town, passes, wallClockJumps, wall } = await steppedTown("2026-11-22T10:00:00Z");
const second = 1_000;
const minute = 60_000;
const dayMs = 86_400_000;

let boots = 0;
async function says(device: Provisioned): Promise<(kind: object) => Promise<unknown>> {
  const unit = await town.unit(device);
  const boot = `boot-${++boots}`;
  let seq = 0;
  return (kind) => unit.publishAsync(device.mqtt.topic, JSON.stringify({ ...kind, seq: ++seq, boot }), { qos: 1 });
}
const alarmsOf = async (homeId: string): Promise<Json[]> =>
  (await town.call("operator", "GET", `/api/v1/alarms?home=${homeId}`)).body.items;

describe("the server's clock is a day ahead for 1.5 seconds, and another home's heartbeat comes in it", () => {
  test("a suspected fall rings after its 20 seconds, no device is reported silent, and every time is of today", async () => {
    const home = await town.home({ name: "Quiet home" });
    const detector = await town.device(home.id, { kind: "fall", name: "Fall detector", expectedIntervalSeconds: 3600 });
    const report = await says(detector);
    const other = await town.home({ name: "Other home" });
    const beat = await says(await town.device(other.id, { kind: "heartbeat", expectedIntervalSeconds: 3600 }));
    await report({ kind: "heartbeat" });
    await report({ kind: "fall", state: "suspected" });
    wallClockJumps(dayMs);
    await passes(second);
    await beat({ kind: "heartbeat" });
    await passes(500);
    wallClockJumps(-dayMs);
    await passes(10 * second);
    expect(await alarmsOf(home.id)).toEqual([]);
    await passes(9 * second);
    const [fall, ...others] = await alarmsOf(home.id);
    expect(others).toEqual([]);
    expect(fall).toMatchObject({ rule: "fall", timeline: [{ event: "raised", text: expect.not.stringContaining("late") }] });
    expect(Date.parse(fall.raisedAt)).toBeLessThanOrEqual(wall());
    expect(await alarmsOf(other.id)).toEqual([]);
    await passes(2 * minute);
    expect([...(await alarmsOf(home.id)), ...(await alarmsOf(other.id))]).toHaveLength(1);
  });
});
