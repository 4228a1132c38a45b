import { connectAsync } from "mqtt";
import { afterAll, expect, test } from "vitest";
import { sendingTown } from "./kills/sendingTown.ts";

/** As in killedWhileSending.test.ts; here an installer is at work in a home. */
const { call, sql, mqttUrl, passes, leaps, dies, holds } = await sendingTown();

const minute = 60_000;
const ends: (() => Promise<void>)[] = [];
afterAll(() => Promise.all(ends.map((end) => end())));

interface Shown {
  mode: string;
  since: string | null;
  until: string | null;
  devices: { name: string; tested: { battery: number | null } | null }[];
  calls: { caseId: string; open: boolean; rings: number }[];
}

/** A home in commissioning with a pendant and a door. */
async function homeAtWork() {
  const { id } = await call("POST", "/homes", { name: "4 Orchard Road", mode: "commissioning" });
  const device = async (kind: "button" | "door", name: string) => {
    const added = await call("POST", `/homes/${id}/devices`, { kind, name, expectedIntervalSeconds: 604_800 });
    const mqtt = added.mqtt as { username: string; secret: string; topic: string };
    const login = { username: mqtt.username, password: mqtt.secret, protocolVersion: 4, reconnectPeriod: 100 } as const;
    const unit = await connectAsync(mqttUrl, login);
    unit.on("error", () => {});
    ends.push(() => unit.endAsync(true));
    let seq = 0;
    return async (reading: object): Promise<void> => {
      seq += 1;
      await unit.publishAsync(mqtt.topic, JSON.stringify({ kind, seq, boot: "a", ...reading }), { qos: 1 });
    };
  };
  const shown = async () => (await call("GET", `/homes/${id}/commissioning`)) as unknown as Shown;
  return { id, pendant: await device("button", "Pendant"), door: await device("door", "Front door"), shown };
}

/** Which devices ticked. */
const ticked = ({ devices }: Shown): string[] => devices.filter(({ tested }) => tested !== null).map(({ name }) => name);

test("killed during a walk test: it goes on with what was heard, and with its time; the call that rang still waits for the installer", async () => {
  const home = await homeAtWork();
  await home.pendant({ pressed: true, battery: 91 });
  const before = await home.shown();
  expect(ticked(before)).toEqual(["Pendant"]);
  await dies({ awayMs: minute });
  const after = await home.shown();
  expect(after).toMatchObject({ mode: "commissioning", since: before.since, until: before.until });
  expect(after.devices[0]?.tested).toEqual(before.devices[0]?.tested);
  expect(after.calls.map(({ caseId, open, rings }) => [caseId, open, rings])).toEqual([[before.calls[0]?.caseId, true, 1]]);
  await home.door({ open: false });
  expect(ticked(await home.shown())).toEqual(["Pendant", "Front door"]);
  const path = `/homes/${home.id}/commissioning/calls/${before.calls[0]?.caseId}`;
  expect(await call("POST", path, { answer: "test", rings: 1 })).toMatchObject({ calls: [{ open: false, outcome: "testCall" }] });
});

const ended = `SELECT count(*)::int AS count FROM record_change WHERE home_id = $1 AND kind = 'home' AND before ->> 'mode' = 'commissioning'`;
const listed = `SELECT sentence, rings FROM alarm WHERE home_id = $1 AND rule = 'commissioning'`;
const waiting = `SELECT count(*)::int AS count FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;
const lockHome = "SELECT FROM home WHERE id = $1 FOR UPDATE";

test("killed while commissioning waits for its end, and again as it ends: the home is live, and the end came once", async () => {
  const home = await homeAtWork();
  await leaps(minute);
  const { until } = await home.shown();
  await dies({ awayMs: minute });
  expect(await home.shown()).toMatchObject({ mode: "commissioning", until });
  const letGo = await holds(lockHome, [home.id]);
  await leaps(240 * minute);
  // The look for homes whose time is over comes each five seconds.
  await expect
    .poll(
      async () => {
        await leaps(5_000);
        return (await sql(waiting, [])).rows[0]?.count;
      },
      { timeout: 60_000 },
    )
    .toBe(1);
  await dies({ meanwhile: letGo });
  await expect
    .poll(
      async () => {
        await leaps(5_000);
        return (await home.shown()).mode;
      },
      { timeout: 60_000 },
    )
    .toBe("live");
  await dies();
  await passes(minute);
  expect((await sql(ended, [home.id])).rows).toEqual([{ count: 1 }]);
  const { rows } = await sql(listed, [home.id]);
  expect(rows).toEqual([{ rings: 1, sentence: expect.stringContaining("Commissioning ended by itself at ") }]);
  expect(rows[0]?.sentence).toContain("Not tested: Pendant, Front door");
});
