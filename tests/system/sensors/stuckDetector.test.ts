import { expect, test } from "vitest";
import type { ReadingValue } from "#domain/reading.ts";
import { timedTown } from "../setup/timedTown.ts";
import { sensorHome } from "./sensorHome.ts";

const at = await timedTown("2026-11-22T10:00:00Z");
const minute = 60_000;
const smoke = (detected: boolean): ReadingValue => ({ kind: "smoke", detected });

async function smoking() {
  const home = await sensorHome(at, {
    devices: { "Kitchen smoke": { kind: "smoke", room: "Kitchen" }, "Hall smoke": { kind: "smoke", room: "Hall" } },
  });
  await home.says("Kitchen smoke", smoke(true));
  const close = async (outcome: string): Promise<void> => {
    for (const { id } of await home.open())
      await at.town.call("operator", "POST", `/api/v1/alarms/${id}/close`, { outcome, text: "Looked at it" });
  };
  return { ...home, close };
}

test("a smoke alarm that goes on saying smoke after it was closed as a fault is on the technical list, and a new rise rings", async () => {
  const home = await smoking();
  await at.passes(20 * minute);
  await home.close("technical");
  for (let nth = 0; nth < 12; nth += 1) {
    await at.passes(5 * minute);
    await home.says("Kitchen smoke", smoke(true));
    expect(await home.rung()).toEqual([]);
    expect(await home.technical()).toEqual([
      "Smoke detected: Kitchen smoke, Kitchen. Still so after it was closed as a technical fault: replace it",
    ]);
  }
  await home.says("Kitchen smoke", smoke(false));
  expect(await home.technical()).toEqual([]);
  await at.passes(minute);
  await home.says("Kitchen smoke", smoke(true));
  expect(await home.rung()).toEqual(["critical Smoke detected: Kitchen smoke, Kitchen"]);
});

test("smoke that another detector reports rings while one is stuck", async () => {
  const home = await smoking();
  await home.close("technical");
  await at.passes(minute);
  await home.says("Kitchen smoke", smoke(true));
  await home.says("Hall smoke", smoke(true));
  expect(await home.rung()).toEqual(["critical Smoke detected: Hall smoke, Hall"]);
});

test("smoke that was closed with another outcome rings again while it lasts", async () => {
  const home = await smoking();
  await home.close("falseAlarm");
  await at.passes(minute);
  await home.says("Kitchen smoke", smoke(true));
  expect(await home.rung()).toEqual(["critical Smoke detected: Kitchen smoke, Kitchen"]);
  expect(await home.technical()).toEqual([]);
});

test("a button that presses every two seconds rings each time and is named as stuck", async () => {
  const home = await sensorHome(at, { devices: { Pendant: { kind: "button" } } });
  for (let nth = 0; nth < 95; nth += 1) {
    await home.says("Pendant", { kind: "button", pressed: true });
    at.clock.advance(2_000);
  }
  expect(await home.open()).toMatchObject([{ priority: "critical", rings: 95 }]);
  expect(await home.technical()).toEqual([expect.stringMatching(/^Button is stuck, it presses without end.*: Pendant$/)]);
});
