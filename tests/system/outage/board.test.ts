import { afterAll, beforeAll, expect, test } from "vitest";
import type { BoardDevice } from "#domain/deviceBoard.ts";
import { ManualClock } from "../setup/manualClock.ts";
import { type Passes, passingTime } from "../setup/passingTime.ts";
import { type Json, type Provisioned, startTestService, type TestService } from "../setup/service.ts";

const clock = new ManualClock("2026-11-22T09:00:00.000Z");
const minute = 60_000;
let town: TestService;
let passes: Passes;
const homes: Record<string, string> = {};

/** A home with one person and one device, which has reported `battery`. */
async function homeWith(
  name: string,
  risks: readonly string[],
  device: Parameters<TestService["device"]>[1],
  battery = 90,
): Promise<Provisioned> {
  const people = [{ name: "Ada Alder", risks: risks.map((risk) => ({ risk, note: "" })) }];
  const { id } = await town.home({ name, people } as Parameters<TestService["home"]>[0]);
  homes[name] = id;
  const made = await town.device(id, { expectedIntervalSeconds: 600, ...device });
  const unit = await town.unit(made);
  await unit.publishAsync(made.mqtt.topic, JSON.stringify({ kind: "heartbeat", seq: 1, boot: "b", battery, signal: -70 }), { qos: 1 });
  return made;
}

const board = async (query = ""): Promise<{ items: BoardDevice[]; next: string | null }> =>
  (await town.call<Json>("installer", "GET", `/api/v1/devices/board?${query}`)).body;
const shown = async (query = ""): Promise<string[]> =>
  (await board(query)).items.map(({ homeName, name, status }) => `${homeName}, ${name}: ${status}`);

beforeAll(async () => {
  town = await startTestService({ clock });
  passes = await passingTime(town, clock);
  await homeWith("1 Calm Close", [], { kind: "door", name: "Door" });
  await homeWith("2 Calm Close", [], { kind: "button", name: "Pendant" });
  await homeWith("3 Oxygen Row", ["oxygen", "livesAlone"], { kind: "door", name: "Door" });
  await homeWith("4 Oxygen Row", ["oxygen", "livesAlone"], { kind: "button", name: "Pendant" });
  await passes(20 * minute);
  await homeWith("5 Fresh Field", ["falls"], { kind: "button", name: "Pendant" });
  await homeWith("6 Flat Field", [], { kind: "button", name: "Pendant" }, 9);
  const { id } = await town.home({ name: "7 New Lane" });
  await town.device(id, { kind: "motion", name: "Movement", expectedIntervalSeconds: 600 });
  await town.home({ name: "Bench", mode: "test" }).then(({ id }) => town.device(id, { name: "Bench pendant" }));
  await passes(11 * minute);
  // What devices say of themselves is saved every five seconds.
  for (let looks = 0; looks < 100 && (await board("status=trouble")).items[0]?.battery !== 9; looks += 1) await passes(5_000);
}, 240_000);
afterAll(() => town.stop());

test("the worst come first, then people at risk, then devices with which people call, then the longest silence", async () => {
  expect(await shown()).toEqual([
    "4 Oxygen Row, Pendant: offline",
    "3 Oxygen Row, Door: offline",
    "2 Calm Close, Pendant: offline",
    "1 Calm Close, Door: offline",
    "6 Flat Field, Pendant: trouble",
    "7 New Lane, Movement: never",
    "5 Fresh Field, Pendant: heard",
  ]);
});

test("a device shows when it was heard last, what is expected, its battery and signal, and since when it is silent", async () => {
  const [first] = (await board()).items;
  expect(first).toMatchObject({
    lastHeardAt: "2026-11-22T09:00:00.000Z",
    since: "2026-11-22T09:00:00.000Z",
    expectedIntervalSeconds: 600,
    battery: 90,
    signal: -70,
    risk: 8,
    lifeSafety: true,
    outageId: null,
  });
  const flat = (await board("status=trouble")).items;
  expect(flat).toMatchObject([{ troubles: ["battery"], battery: 9, since: "2026-11-22T09:20:00.000Z" }]);
});

test("filters narrow it by home, area, status and kind", async () => {
  expect(await shown(`home=${homes["6 Flat Field"]}`)).toEqual(["6 Flat Field, Pendant: trouble"]);
  expect(await shown("status=offline&kind=door")).toEqual(["3 Oxygen Row, Door: offline", "1 Calm Close, Door: offline"]);
  expect(await shown("area=Nowhere")).toEqual([]);
  expect((await town.call("installer", "GET", "/api/v1/devices/board?status=broken")).status).toBe(422);
});

test("the pages list each device once, in the same order", async () => {
  const all = await shown();
  const seen: string[] = [];
  let cursor = "";
  do {
    const { items, next } = await board(`limit=2${cursor}`);
    seen.push(...items.map(({ homeName, name, status }) => `${homeName}, ${name}: ${status}`));
    cursor = next === null ? "" : `&cursor=${next}`;
  } while (cursor !== "");
  expect(seen).toEqual(all);
});

test("a device that is taken out of its home leaves the board; a tester sees test homes only", async () => {
  const bench = (await town.call<Json>("tester", "GET", "/api/v1/devices/board")).body.items;
  expect(bench.map(({ name }: BoardDevice) => name)).toContain("Bench pendant");
  expect(bench.every(({ homeName }: BoardDevice) => homeName === "Bench" || homeName === "Gatehouse")).toBe(true);
});

test("time in which Link Line did not listen makes no device late", async () => {
  const before = (await board(`home=${homes["5 Fresh Field"]}`)).items[0];
  expect(before?.status).toBe("heard");
  await town.restart(() => clock.advance(3 * 60 * minute));
  expect((await board(`home=${homes["5 Fresh Field"]}`)).items[0]?.status).toBe("heard");
  const { body } = await town.call<Json>("installer", "GET", `/api/v1/homes/${homes["5 Fresh Field"]}`);
  expect(body.devices[0].status).toBe("heard");
});
