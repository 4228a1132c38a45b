import fc from "fast-check";
import { expect, test } from "vitest";
import { covers, findOutages, type HomeGroup } from "#domain/outage/findOutages.ts";
import { isOver } from "#domain/outage/isOver.ts";
import { outageSettings } from "#domain/outage/outageSettings.ts";

const settings = outageSettings.parse({});
const group = (silent: number, homes: number, values: Partial<HomeGroup["values"]> = {}): HomeGroup => ({
  values: { family: "", network: "", area: "", district: "", ...values },
  homes,
  silent,
});
const found = (...groups: HomeGroup[]): string[] => findOutages(groups, settings).map(({ cause, value }) => `${cause}/${value}`);

test("the homes of one area are silent and others are not: the area is the cause", () => {
  expect(found(group(30, 30, { area: "North" }), group(2, 470, { area: "South" }))).toEqual(["area/North"]);
});

test("each area is as silent as the others: the cause is Link Line's own broker or the network to it", () => {
  expect(found(group(12, 40, { area: "North" }), group(15, 40, { area: "South" }), group(3, 20, { area: "East" }))).toEqual(["all/"]);
});

test("the homes of one mobile network are silent in each area: the network is the cause, and no area", () => {
  const at = (area: string) => [group(15, 15, { area, network: "EE" }), group(0, 45, { area, network: "O2" })];
  expect(found(...at("North"), ...at("South"), ...at("East"))).toEqual(["network/EE"]);
});

test("a postcode district counts only where the rest of its area is well", () => {
  const districts = (silent: number) => [
    group(12, 12, { area: "North", district: "LS6" }),
    group(silent, 30, { area: "North", district: "LS7" }),
  ];
  const south = group(0, 100, { area: "South", district: "LS1" });
  expect(found(...districts(0), south)).toEqual(["district/LS6"]);
  expect(found(...districts(30), south)).toEqual(["area/North"]);
});

test("two areas fail at once: two causes", () => {
  const all = [group(30, 30, { area: "North" }), group(12, 12, { area: "South" }), group(1, 300, { area: "East" })];
  expect(found(...all)).toEqual(["area/North", "area/South"]);
});

test("ten homes are no outage; eleven of a thousand that have nothing in common are none either", () => {
  expect(found(group(10, 10, { area: "North" }))).toEqual([]);
  expect(found(group(11, 1_000, { area: "North" }))).toEqual([]);
  expect(found(group(11, 220, { area: "North" }), group(0, 9_000, { area: "South" }))).toEqual(["area/North"]);
});

const word = fc.constantFrom("", "a", "b", "c");
const anyGroup = fc
  .record({
    family: word,
    network: word,
    area: word,
    district: word,
    homes: fc.integer({ min: 0, max: 200 }),
    share: fc.double({ min: 0, max: 1, noNaN: true }),
  })
  .map(({ homes, share, ...values }) => group(Math.floor(homes * share), homes, values));

test("each cause explains more silent homes than the setting, no home counts for two, and no cause is left out that would qualify", () => {
  fc.assert(
    fc.property(fc.array(anyGroup, { maxLength: 30 }), (groups) => {
      let rest = groups;
      for (const cause of findOutages(groups, settings)) {
        const explained = rest.filter((one) => covers(cause, one));
        expect(explained.reduce((sum, { silent }) => sum + silent, 0)).toBeGreaterThan(settings.homes);
        rest = rest.filter((one) => !covers(cause, one));
      }
      expect(findOutages(rest, settings)).toEqual([]);
    }),
  );
});

test("an outage is over when all are back, or when few are silent and none came back for fifteen minutes", () => {
  const at = (silent: number, minutesSinceBack: number, homes = 30) =>
    isOver({ homes, silent, lastBackAt: 0 }, settings, minutesSinceBack * 60_000);
  expect(at(0, 0)).toBe(true);
  expect(at(2, 14)).toBe(false);
  expect(at(2, 15)).toBe(true);
  expect(at(6, 600)).toBe(false);
  expect(at(100, 15, 1_000)).toBe(true);
  // It was found a moment ago, and no home has joined yet.
  expect(at(0, 0, 0)).toBe(false);
});
