import { expect, test } from "vitest";
import type { Json } from "../setup/service.ts";
import { watchedTown } from "./watchedTown.ts";

const { town, passes, heartbeat, sql, session } = await watchedTown("2026-11-22T02:00:00.000Z");
const minute = 60_000;

/** Ten seconds pass at a time until it shows. */
const audits = (shows: () => boolean | Promise<boolean>): Promise<void> =>
  expect
    .poll(
      async () => {
        await passes(10_000);
        return shows();
      },
      { timeout: 20_000 },
    )
    .toBe(true);
const incidents = (): Promise<Json[]> =>
  sql(
    `SELECT text, extract(epoch FROM to_at - from_at)::int AS seconds FROM service_incident WHERE kind = 'watch' ORDER BY service_incident.id`,
  );
const degraded = async (): Promise<string[]> => (await town.call(null, "GET", "/health/ready")).body.degraded;

test("a timer of a rule that does not fire becomes one incident that lasts until it fires, and the heartbeat stops meanwhile", async () => {
  const windows = [{ name: "night", from: "20:00", to: "08:00" }];
  const { id } = await town.home({ name: "1 Mill Lane", plan: { name: "Nights", rules: { bedExit: { exitMinutes: 10 } }, windows } });
  const bed = await town.device(id, { kind: "bed", name: "Bed sensor", room: "Bedroom" });
  const unit = await town.unit(bed);
  for (const [seq, occupied] of [
    [1, true],
    [2, false],
  ])
    await unit.publishAsync(bed.mqtt.topic, JSON.stringify({ kind: "bed", occupied, seq, boot: "b" }), { qos: 1 });
  await passes(9 * minute);
  await audits(() => heartbeat.calls > 0);
  // The transaction in which the timer fires cannot lock the home, and is tried again each five seconds.
  await session(`BEGIN; SELECT FROM home WHERE id = ${id} FOR UPDATE`);
  await audits(async () => ((await incidents())[0]?.seconds ?? 0) >= 30);
  const { calls } = heartbeat;
  expect(await incidents()).toMatchObject([{ text: "Timers of rules do not fire in 1 home." }]);
  expect(await degraded()).toEqual(["audit"]);
  await session("COMMIT");
  await audits(() => heartbeat.calls > calls);
  expect(await degraded()).toEqual([]);
  expect(await incidents()).toHaveLength(1);
  const { items } = (await town.call("operator", "GET", `/api/v1/alarms?home=${id}`)).body;
  expect(items).toMatchObject([{ rule: "bedExit" }]);
});
