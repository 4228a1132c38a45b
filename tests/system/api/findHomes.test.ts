import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestService, type TestService } from "../setup/service.ts";

let service: TestService;

beforeAll(async () => {
  service = await startTestService();
});
afterAll(() => service.stop());

const listed = async (query: string) => (await service.call("operator", "GET", `/api/v1/homes?${query}`)).body;

test("the pages of homes list each home once, oldest first, also where ids grow by a digit", async () => {
  const made: string[] = [];
  for (let number = 1; number <= 23; number += 1) made.push((await service.home({ name: `${number} Mill Lane` })).id);
  expect(new Set(made.map(({ length }) => length)).size, "ids of one digit and of two").toBeGreaterThan(1);
  for (const limit of [1, 7, 1000]) {
    const seen: string[] = [];
    for (let cursor: string | null = ""; cursor !== null; ) {
      const page: { items: { id: string }[]; next: string | null } = await listed(`limit=${limit}${cursor && `&cursor=${cursor}`}`);
      seen.push(...page.items.map(({ id }) => id));
      cursor = page.next;
    }
    expect(seen).toEqual(made);
  }
});

test("the devices of a home are listed in the order in which they were registered", async () => {
  const { id } = await service.home({ name: "Many devices" });
  const names = Array.from({ length: 12 }, (_, place) => `Sensor ${place}`);
  for (const name of names) await service.device(id, { kind: "motion", name });
  const { body } = await service.call("operator", "GET", `/api/v1/homes/${id}`);
  expect(body.devices.map(({ name }: { name: string }) => name)).toEqual(names);
});

test("a search finds the homes whose name or address contains every word", async () => {
  await service.home({ name: "Flat 3, ÉTOILE House", address: "Weir Street, Northtown" });
  await service.home({ name: "100% House", address: "Weir Street, Southtown" });
  const found = async (words: string) =>
    (await listed(`find=${encodeURIComponent(words)}`)).items.map(({ name }: { name: string }) => name);
  expect(await found("weir  NORTH")).toEqual(["Flat 3, ÉTOILE House"]);
  expect(await found("étoile")).toEqual(["Flat 3, ÉTOILE House"]);
  expect(await found(" weir ")).toEqual(["Flat 3, ÉTOILE House", "100% House"]);
  expect(await found("0% house")).toEqual(["100% House"]);
  expect(await found("_house")).toEqual([]);
  expect((await service.call("operator", "GET", "/api/v1/homes?find=a%00b")).status).toBe(422);
  expect((await service.call("operator", "GET", `/api/v1/homes?find=${"a".repeat(201)}`)).status).toBe(422);
});
