import { expect, test } from "vitest";
import { atFrozenPlaces, placesOf } from "#response/escalation/contactPlaces.ts";

const contact = (id: string, place: number) => ({ id, place, name: id, channels: [] });

test("a frozen ladder calls the people whom it meant, also where others have their places now", () => {
  const places = placesOf([contact("jonas", 1), contact("meera", 2), contact("ravi", 3)]);
  const now = [contact("col", 1), contact("meera", 2), contact("jonas", 3)];
  expect(atFrozenPlaces(now, places).map(({ id, place }) => [id, place])).toEqual([
    ["meera", 2],
    ["jonas", 1],
  ]);
});

test("a ladder of an earlier version, without places, calls the contacts as they are now", () => {
  const now = [contact("meera", 1)];
  expect(atFrozenPlaces(now, {})).toBe(now);
});
